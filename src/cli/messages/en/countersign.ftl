# The signature of a second person (checker, witness), and looking at a plan

help-countersign = Look at what somebody else has signed (a plan, a record), and sign it as the second person
    .long = Shows the plan or the record, asks, and makes a signature beside it that binds its content and its first signature (NAME.countersign-SHORTNAME.json and .sig). Whoever signed first cannot sign for themselves.
    .file = a plan made by wipe plan, or an issued record (R-….json and the like)
    .role = checker (the default for plans) or witness

countersign-confirm-checker = Have you yourself checked what is shown above ({ $path }, signed by { $name })? You sign as the second checker.
countersign-confirm-witness = Were you there when it happened ({ $path }, signed by { $name })? You sign as a witness.
countersign-written = Signed: { $path } (keep it and its .sig beside the file that it is about)

plan-head = Plan { $id }: made { $made } by { $planner }, { $contract }, { $count } medium/media
plan-consent = { "  " }consent (declared; nobody looked at it): { $consent }
plan-second-person = { "  " }to be carried out, this plan needs the signature of somebody other than its planner and whoever carries it out (azukari countersign).
plan-signed = The signature is good ({ $name }, { $fingerprint })
plan-countersigned = The second person's signature is good ({ $name }, { $at })
warn-plan-signer-unknown = who signed this plan is not known here ({ $reason }).
warn-plan-countersign = the second signature { $path } does not count ({ $reason }).

found-plan = a plan for media ({ $planner }, { $made }, { $count } medium/media)
found-plan-second-missing = the plan needs a second person's signature, and there is no valid one beside it
found-countersign-good = the second person's signature is good ({ $name }, { $file })
found-countersign-unknown = there is no reason to trust the second signature { $file } (reason: { $reason })
found-countersign-bad = the second signature { $file } does not count (reason: { $reason })

reason-countersign-none = there is no second signature
reason-countersign-shape = the second signature is damaged
reason-countersign-other = a second signature for another content, or another first signature
reason-countersign-signer = the person named in it is not that of the card
reason-countersign-own-key = the same key signed first
reason-countersign-own-person = the same person signed first
reason-countersign-early = it is dated before the first signature
reason-countersign-runner = it is of whoever carries the plan out
reason-countersign-late = it is dated in the future
reason-countersign-role = not signed as a checker

err-countersign-own = { $name } signed it first: the same person is no second checker. Nothing was changed.
rec-countersign-own = Somebody else has to run azukari countersign with a key of their own.
err-countersign-exists = this key has signed already: { $path }
rec-countersign-exists = Look at it with azukari verify. To sign anew, move that file and its .sig elsewhere.
err-countersign-write = cannot write the signature { $path } ({ $reason })
rec-countersign-write = See that the folder of the file can be written to.
err-not-trusted = { $path } is not known to be genuine. It is not countersigned.
rec-not-trusted = See why with azukari verify { $path }: its signature (.sig) and the card of whoever signed are needed.
