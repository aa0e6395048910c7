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
err-summary-certificate = certificate { $number } cannot be relied on (gone, altered, at odds with itself, without its annex, or of a signer who is not known): { $path }
rec-summary-certificate = nothing was made; see why with `azukari verify { $path }`, and restore the right one from a backup
err-summary-twice = certificate { $number } is named twice: { $path }
rec-summary-twice = nothing was made; leave one out and run the command again
err-summary-later = of medium { $medium } there is a certificate { $newer } that came after { $number }
rec-summary-later = nothing was made; name { $newer } too, and run the command again (there is no summary of older certificates alone)
err-summary-foreign = certificate { $number } is by this plan, but its medium is not in it
rec-summary-foreign = nothing was made; check certificate and plan with `azukari verify`, and report it to whoever is responsible

found-batch-counts = summary { $number }: { $media } media = { $pass } PASS + { $failed } FAILED + { $unknown } UNKNOWN + { $interrupted } interrupted + { $not_done } not begun
found-batch-miscounted = the totals of the summary are not those of its rows
found-batch-certificates-good = { $count } certificates, beside the summary or imported (received), are as it says
found-batch-certificates-not-here = certificates that are not here (not checked): { $count } ({ $numbers })
found-batch-certificate-differs = certificate { $number } is not the one of the summary
found-batch-row-differs = certificate { $number } says something else than its row in the summary
found-recheck-same = record of verification { $number }: the medium is as certificate { $certificate } says
found-recheck-other = record of verification { $number }: the medium or certificate { $certificate } is not as stated
found-recheck-unknown = record of verification { $number }: whether the medium is as certificate { $certificate } says is unknown
found-certificate-belied = the certificate claims { $claim }, but also says { $against }
found-intake-belied = row { $row } of the intake table says that they match, but the serial number on the list is not that of the medium
found-recheck-misjudged = the result of the record is not what its own facts amount to

ledger-medium-imported = {" "}(issued by { $issuer }, imported)
medium-interrupted = interrupted
medium-begun = not finished
ledger-medium-begun = medium { $medium } ({ $size }), not erased; to go on, run `azukari wipe run` with the same plan

title-recheck = Record of verification (erased medium)
recheck-not-recorded = no paper was made of this; for a signed record of verification run it with --record

help-ledger-import = Take certificates that another case issued (such as on the bench) into this one
    .long = Certificates for media and for files, summaries, records of verification and intake tables that were issued in a case of the same contract are judged (signature, annexes, contract, times), copied into the folder received, and recorded in the ledger. A summary brings the certificates beside it that it names. If anything does not fit, nothing is imported. Pages (PDF) are not copied but drawn anew from the signed record.
    .paths = records (M-….json and the like, each with its .sig and annexes), summaries (B-….json), or folders with them
    .font-path = file or folder with fonts for papers
    .allow-geta = print 〓 for a character that no font has, with a footnote

import-one = imported { $number }, issued by { $issuer }{ $verdict ->
    [pass] : PASS
    [failed] : FAILED
    [unknown] : UNKNOWN
   *[none] {""}
}
import-already = { $number } is in this case already: { $path }
import-copy = a copy of one of the others, taken once: { $path }
import-done = { $count } records were imported and are in the ledger.
warn-import-not-in-summary = { $count } certificates are in no summary: { $numbers }
ledger-imported = imported

err-import-refused = { $count } records cannot be imported, so nothing was
rec-import-refused = settle the reasons above one by one, then run the command again
err-import-nothing = there is nothing that could be imported
rec-import-nothing = name certificates for media or files, summaries, records of verification, intake tables, or folders with them
err-import-too-many = at most { $most } records can be imported at once, and these are { $count }; nothing was imported
rec-import-too-many = import them in several runs
err-import-read = cannot read { $path } ({ $reason }); nothing was imported
rec-import-read = check that the medium is connected and that you may read it
err-import-write = cannot write { $path } ({ $reason }); nothing was imported
rec-import-write = check the free space and that you may write there
err-import-changed = { $path } changed while its record was being imported; nothing was imported
rec-import-changed = check the medium that it comes from, copy record and annex anew, and run the command again
warn-leftover-import = an import begun at { $started } stopped half way. Nothing of it is in the ledger, and it left copies: { $paths }. Run `azukari ledger import` again, and delete what is still named after that.
err-import-bad = { $number } cannot be relied on ({ $finding ->
    [signature-bad] the signature does not fit
    [signer-differs] signed by another key than it says
    [issuer-differs] another name than on the card of the key
    [annex-altered] an annex was changed
    [annex-name] an annex has an unusable name
    [batch-miscounted] its totals are wrong
    [batch-certificate-differs] a certificate beside it is not the one that it names
    [batch-row-differs] a row is not what the certificate says
    [recheck-misjudged] its result is not what its facts amount to
    [certificate-belied] the certificate is at odds with itself
    [intake-belied] it says that serial numbers match that do not
   *[other] code: { $finding }
}): { $path }
rec-import-bad = do not use it; ask whoever issued it for the original
err-import-unsigned = { $number } has no signature (.sig): { $path }
rec-import-unsigned = copy the .sig file beside it, too
err-import-signer = the key { $fingerprint } that signed { $number } (as { $name }) cannot be judged in this case ({ $reason }): { $path }
rec-import-signer = get the card of its holder, compare the fingerprint by telephone, take it in with `azukari key import CARD`, and run the command again
err-import-annex = annex { $name } of { $number } is missing: { $path }
rec-import-annex = copy the annex beside the record, too
err-import-kind = { $path } is of a kind that is not imported ({ $kind })
rec-import-kind = a receipt is recorded by `azukari verify`; certificates, summaries, records of verification and intake tables are imported
err-import-contract = { $number } is of another contract ({ $differences }): { $path }
rec-import-contract = import it in the case of that contract; if it is the same one, make title, number and client of the contract alike in the azukari.toml of both (papers that were issued stay as they are)
err-import-future = { $number } was issued at { $at }, which is later than now ({ $now }): { $path }
rec-import-future = check the clocks of both computers
err-import-times = the times in { $number } contradict each other (not in the order plan, start, end, issue): { $path }
rec-import-times = ask whoever issued it to check the clock of that computer
err-import-taken = another record with the number { $number } by the same signer is in this case: { $path }
rec-import-taken = ask whoever issued them which one is right
err-import-doubled = two records with the number { $number } by the same signer differ: { $path } and { $other }
rec-import-doubled = ask whoever issued them which one is right, and name that one only
err-import-missing = certificate { $number }, which summary { $summary } names, is not here: { $path }
rec-import-missing = copy the certificates beside the summary, too
err-import-not-the-one = certificate { $number } is not the one that summary { $summary } names: { $path }
rec-import-not-the-one = do not use it; ask whoever issued it for the original
err-import-foreign = certificate { $number } is in none of the summaries that were named with it: { $path }
rec-import-foreign = to import it all the same, do so apart from the summaries

found-document-not-issued = a document that the ledger does not know: { $path }
found-document-unfinished = being issued (no document of the case): { $path }
found-document-altered = a document that is not as it was issued: { $path }
found-document-missing = a document that the ledger knows and that is not there: { $path }
found-document-annex-altered = an annex with other content: { $path }
found-document-annex-missing = an annex that is not there: { $path }

err-keys-missing-sudo = there are no keys in { $path }: under sudo the keys of the administrator (root) were looked for, not those of { $user }
rec-keys-missing-sudo = say where the keys are: sudo AZUKARI_HOME={ $home } azukari … (do not make new keys for root: they are not registered in the case and could not sign)

err-verify-page = { $path } is the page of a record (PDF). Here the signed record itself (.json) is needed.
rec-verify-page = Name the .json of the same number, with its .sig beside it (both are also attached to the PDF).
