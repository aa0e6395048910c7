# Words of the verbs

prompt-key-passphrase = Passphrase of { $name }'s keys ({ $id }):
warn-leftover = work begun at { $started } ({ $kind ->
    [open] opening
    [seal] sealing
    [wipe] wiping
    [receive] receiving
    [issue] issuing a document
    [init] making a case
   *[other] { $kind }
}) stopped half way and left: { $paths }. Delete it if it is not needed; it may hold copies of the data.
warn-leftover-complete = sealing begun at { $started } broke off at its very end: { $package } and its delivery note ({ $paths }) are complete, but the ledger may lack the transit. Do not delete the note. Check with `azukari verify` and `azukari ledger list`; if it is not there, delete package and note and seal again. This is told until you delete { $marker }.
warn-leftover-opened = opening begun at { $started } broke off at its very end: { $package } has the complete content, but the receipt may not have been issued. Check with `azukari ledger list`; if it is not there, delete the folder and open the package again. This is told until you delete { $marker }.
warn-leftover-volumes = sealing in volumes, begun at { $started }, stopped half way: { $paths }. The same command goes on with it and keeps what is complete. To give it up, delete that folder (it holds ciphertext only).
warn-leftover-wipe = wiping begun at { $started } stopped half way. What was to go and is still there: { $paths }; files in it may be overwritten in part. Run `azukari wipe files` on it again; where only empty folders are left, delete them. What became of the others is in a list of its own, which is named beside this.
warn-leftover-parts = a run that was cut off left files half written: { $paths }. They are of no use; delete them.
warn-leftover-evidence = wiping begun at { $started } broke off. What became of the files is recorded in { $paths } (when it began, what was planned, and a line for each file). See in `azukari ledger list` whether there is a certificate of that time. If not, this is the only evidence: copy it, wipe what is left with `azukari wipe files`, and for files that are gone already write down what happened, with it attached, and report that to whoever is responsible (no certificate can be made afterwards). Keep it until that is done.
warn-leftover-filling = opening begun at { $started } stopped half way. Everything in { $paths } comes from it and is incomplete; that folder was empty before. Delete what is in it, also what is hidden, and open the package again.
warn-no-pdf = no PDF could be made of { $number }: { $reason }; { $next }. An html page was written instead. The document itself (.json and .sig) is issued.
warn-no-html = no html page could be made of { $number } either: { $reason }; { $next }
warn-verification-stale = document { $number } is issued, but allowed_signers and VERIFY.txt in the documents folder could not be brought up to date. Check the free space and the permission to write; the next issue will update them.
issued = Issued { $title } { $number }: { $path }
title-receipt = custody receipt

err-name-needed = the holder of the new keys has no name
rec-name-needed = give it with --name, such as --name "Hanako Mihon"
err-one-output = one file cannot hold several requests
rec-one-output = leave --output out, or name one record
err-record-altered = the signature does not fit { $path }: the document was changed after it was signed, or the signature is another's
rec-record-altered = do not use this document; ask whoever issued it. Nothing was shown or drawn.
warn-shown-unsigned = this document is not signed: whether it is as it was issued is not known
err-not-ours = { $path } is neither a document nor a card of azukari
rec-not-ours = name a document (.json or .pdf) or a card (.card.json)
err-record-read = cannot read { $path } as a document ({ $reason })
rec-record-read = check whether it is damaged, or made by a newer azukari

init-done = Made the case “{ $title }” (client: { $client }) in { $path }
init-next = Next, when a medium is handed over: azukari --case { $path } receive FOLDER --from WHO --means HOW --place WHERE

key-made = Made keys in { $path } (short name { $id }, fingerprint { $fingerprint })
key-post-quantum-added = Added a key that holds against quantum computers (age1pq…) and renewed the card: { $path }. The other keys and all signatures stay as they are. Give the new card to everybody.
key-give-card = Give this card to the others: { $path }
key-card-written = Wrote the card: { $path }
key-mine = own
key-valid = valid
key-expired = expired
key-revoked = revoked
key-not-yet-valid = not yet
key-unlisted = not listed
warn-card-unlisted = { $path } is not used: the ledger records no import. Compare the fingerprint with its holder, then take it in with `azukari key import`.
key-none = There are neither keys nor cards. `azukari key new` makes keys, `azukari key import` takes in a card.
key-card-shown = Card: { $who }  short name { $id }  fingerprint { $fingerprint }
key-card-post-quantum = This card also has a key that holds against quantum computers.
key-import-confirm = Did you compare this fingerprint with { $name } over another channel, such as the telephone?
key-imported = Took in the card of { $name }: { $path }
key-imported-personal = Imported the card of { $name } into your own key folder, not into a case: { $path }. It is used for verifying and opening in every case; to seal to this person, import it into the case (--case).
key-passphrase-changed = Changed the passphrase. Old backups still have the old one.

ledger-empty = There is nothing in the ledger yet.
ledger-files = { $files } files, { $size }
ledger-wiped = wiped so far: { $files } files ({ $size }), of { $of } files ({ $whole }) in the ledger
ledger-awaited = receipts still to come: { $count } ({ $names })
ledger-openings = taken out { $count } times (files and size are those of all copies together)
ledger-medium = medium { $medium } ({ $size }), { $title }
medium-wiped-pass = wiped
medium-wiped-failed = wipe failed
medium-wiped-unknown = unverified
ledger-from-other = { $number } (by { $issuer })
holding-with-exceptions = {" "}({ $count } exceptions)
holding-in-custody = in custody
holding-sealed = sealed
holding-in-transit = in transit
holding-received = received
holding-wiped = wiped
holding-partly-wiped = partly wiped
holding-wipe-unverified = unverified
holding-wipe-failed = wipe failed
warn-unfinished = entry { $sequence } of the ledger ({ $at }, { $actor }, { $subject }) began something that no entry ends.
ledger-head = { $entries } entries; the last is number { $sequence }, SHA-256 { $sha256 }. Compared with { $documents } documents that this case issued.
ledger-unknown-signer = { $entries } entries from number { $first } on are signed with a key that cannot be judged: { $name } ({ $fingerprint }, { $reason })
warn-clock-set-back = { $entries } entries state an earlier time than the one before; a clock may have been set back.
warn-odd-not-issued = { $path } has no entry of issue in the ledger.
warn-odd-unfinished = { $path } was about to be issued by a run that was cut off (or is still at it). It was never issued: if nobody is at it, delete it.
warn-odd-altered = { $path } is not what was issued.
warn-odd-missing = { $path } was issued according to the ledger, and is not there.
warn-odd-annex-altered = the annex { $path } is not what was issued.
warn-odd-annex-missing = the annex { $path } is not there.
ledger-good = Good: the ledger holds, and every signature is by somebody who is registered.
ledger-unknown = Unknown: the ledger holds, but a part of it could not be judged.
ledger-bad = Bad: the ledger was altered or is damaged.
ledger-documents-bad = Bad: the ledger holds, but there are documents that do not agree with it.
ledger-documents-missing = Unknown: the ledger holds, but documents that were issued are not here.

receive-contents = Received: { $files } files, { $folders } folders, { $size } ({ $bytes } bytes)
warn-medium-unknown = the system could not be asked about the medium: { $reason }; { $next }
warn-serial-conflict = the serial number that was typed is not the one that the drive states. Both are on the receipt; check the label.
warn-unreadable = unreadable, and not counted as received: { $path } ({ $reason })
receive-not-files = No files (links and the like; not followed): { $count }
receive-match = The list agrees: { $matched } files
receive-differs = There are differences from the list; { $matched } files agree.
receive-differs-next = next: the differences are on custody receipt { $number }. Tell { $name }, who handed it over, and the client, and find out whether the list is wrong or the medium was mixed up, incomplete or changed. Do not work with it until then.
receive-no-list = The client gave no list, so nothing was compared.
receive-presence-only = Listed by name only, so that no content was compared: { $files }
receive-present-unverified = Nothing is missing and nothing is extra; the content of { $matched } files was compared, that of the others was not.
receive-size-only = Listed without a digest, so that only name and size were compared: { $files }
receive-missing = On the list, but not received: { $count }
receive-extra = Received, but not on the list: { $count }
receive-altered = Content differs from the list: { $count }
receive-renamed = Name composed differently (NFC/NFD): { $count }
receive-more = and { $count } more (all are on the document)

show-written = Wrote { $path }
