# Summaries, records of verification, and what is imported

help-wipe-summary = Sum up the certificates of wiped media on one paper
    .long = Given a plan, sums up all of its media, in however many runs they were done: passed, failed, unknown, interrupted and not begun. Given certificates, sums these up. `wipe run` makes one by itself where the plan has two media or more.
    .files = one plan (as `wipe plan` makes it), or certificates for media (M-….json)
    .remark = a remark for the summary
    .font-path = file or folder with fonts for papers
    .allow-geta = print 〓 for a character that no font has, with a footnote

title-batch = Summary of erased media
summary-counts = {"  "}{ $media } media = { $pass } PASS + { $failed } FAILED (to be destroyed) + { $unknown } UNKNOWN + { $interrupted } interrupted + { $not_done } not begun
warn-no-summary = no summary was made ({ $reason }). The certificates stand. Mend the cause, then make it with: { $command }

err-summary-nothing = there is no certificate to sum up
rec-summary-nothing = name a plan, or certificates for media
err-summary-not-a-certificate = this is no certificate for a medium: { $path }
rec-summary-not-a-certificate = nothing was made; name one plan, or certificates (M-….json)
err-summary-certificate = certificate { $number } cannot be relied on (gone, altered, without its annex, or of a signer who is not known): { $path }
rec-summary-certificate = nothing was made; see why with `azukari verify { $path }`, and restore the right one from a backup
err-summary-twice = certificate { $number } is named twice: { $path }
rec-summary-twice = nothing was made; leave one out and run the command again
err-summary-foreign = certificate { $number } is by this plan, but its medium is not in it
rec-summary-foreign = nothing was made; check certificate and plan with `azukari verify`, and report it to whoever is responsible

found-batch-counts = summary { $number }: { $media } media = { $pass } PASS + { $failed } FAILED + { $unknown } UNKNOWN + { $interrupted } interrupted + { $not_done } not begun
found-batch-miscounted = the totals of the summary are not those of its rows
found-batch-certificates-good = { $count } certificates that are here are those of the summary
found-batch-certificates-not-here = certificates that are not here (not checked): { $count } ({ $numbers })
found-batch-certificate-differs = certificate { $number } is not the one of the summary
found-batch-row-differs = certificate { $number } says something else than its row in the summary
found-recheck-same = record of verification { $number }: the medium is as certificate { $certificate } says
found-recheck-other = record of verification { $number }: the medium or certificate { $certificate } is not as stated
found-recheck-unknown = record of verification { $number }: whether the medium is as certificate { $certificate } says is unknown
found-recheck-misjudged = the result of the record is not what its own facts amount to

ledger-medium-imported = {" "}(issued by { $issuer }, imported)
medium-interrupted = interrupted
medium-begun = not finished
ledger-medium-begun = medium { $medium } ({ $size }), not erased; to go on, run `azukari wipe run` with the same plan

title-recheck = Record of verification (erased medium)
recheck-not-recorded = no paper was made of this; for a signed record of verification run it with --record
