# Wiping files

help-wipe = Wipe files, free space or whole media (the medium lives on)
help-wipe-files = Overwrite and remove files, and certify what was seen
    .long = Overwrites the current blocks of files with a keystream, reads them back, and removes them. What could not be checked is said in words on the certificate.
    .paths = files and folders to wipe
    .hard-links = wipe even if there are other names (hard links): the content is overwritten, the given names are removed, the others remain as empty files
    .residue-scan = Afterwards read the whole device and search it for what remains of content and names (needs root; anything found is a failure)
    .asset = number of the asset, of its receipt, or as `ledger list` shows it
    .last-copies = declare that nothing of it remains here (the certificate states it beside the figures of the ledger; if less is wiped than the ledger knows, the exit code is 4)
    .omit-paths = leave the given paths out of the certificate (where names are personal data; the list stays in the annex alone)
    .consent = number of the client's consent
    .place = where it is done
    .witness = name of a witness
    .witness-organization = organization of the witness
    .remark = remark on the certificate
    .font-path = font file or folder for papers
    .allow-geta = print 〓 and a footnote for characters that no font has

help-wipe-plan = Plan the wiping of whole media (changes nothing)
    .long = Notes serial, capacity and the rest of what a medium is known by, shows what lies on it, how it will be wiped and what the certificate will be able to say, and writes a signed plan. Nothing is written to the medium.
    .devices = media to wipe (such as /dev/sdb; azukari devices lists them)
    .output = where the plan is written
    .pattern = what is written: random (anybody can check it later), zeros, ones, 0x00 to 0xff
    .passes = how many times
    .verify = reading back: full, sample or none
    .consent = number of the client's consent
    .list = Compare with a list of media (CSV, UTF-8 or Shift_JIS; only a column of serial numbers is needed), and plan nothing that is not on it. Without DEVICE, plan every medium of the list that is here
    .intake = Write the intake table to this file, for spreadsheets (--intake=FILE)
    .issue = Issue the intake table as a signed record (once the plan is made)
    .font-path = font file or folder for the paper
    .allow-geta = print 〓 for characters that no font has, with a footnote
    .serial = State the serial number on the label of a device (where a dock hides it; give it twice, or type it twice at the prompt)
help-wipe-run = Wipe media exactly as planned, and certify what was seen
    .long = Looks again whether each medium is the planned one and whether anything uses it, asks for its word, overwrites it and reads all of it back. If it stops on the way, the same command goes on where it was. At a terminal there is a line for each medium. With --json, one object per line: event “progress” at the beginning and the end of each phase and between them once a second for each medium (the environment variable AZUKARI_EVENT_MS states other milliseconds), with plan, device, name, serial, phase, at, done and total (bytes), rate (bytes per second), left (seconds) and errors (blocks); and when a medium is done, event “medium” with verdict, reasons, gone, interrupted, errors and certificate. A medium that another program has open is not wiped (seen by root, and within its process name space). The exit code is 1 where a medium failed, 4 where one is unknown, 7 where only some failed.
    .plan = a plan made by wipe plan
    .confirm = word of a medium (confirm in the plan), once for each (--yes never stands in for it)
    .asset = number in the ledger of the asset that lay on the media
    .place = where it is done
    .witness = name of the witness
    .witness-organization = the witness's organization
    .origin = where the medium comes from (which machine)
    .destination = where it goes afterwards
    .remark = remark on the certificate
    .font-path = font file or folder for the paper
    .allow-geta = print 〓 for letters that no font has, with a footnote

wipe-medium = { $device }: { $kind ->
    [hdd] hard disk
    [ssd] SSD
    [usb-memory] USB memory
    [card] memory card
    [virtual] virtual disk
   *[other] medium of unknown kind
}, { $size }, known as { $name } (word { $word })
wipe-medium-before =   lies on it now: { $before }
wipe-medium-before-unknown =   lies on it now: no known mark, or not readable (that does not mean empty)
warn-wipe-plan-unread = You may not read { $devices }, so the plan does not say what lies there. Plan as root (sudo) to see the contents, the hidden areas and the erases before you sign for them.
wipe-medium-technique =   technique: overwrite (the drive says that it has no erases of its own)
wipe-medium-technique-offers =   technique: overwrite. The erases of the drive itself ({ $erases }) are not offered by this version of azukari
wipe-medium-technique-unknown =   technique: overwrite. Erases of the drive itself are not offered by this version of azukari (nor is it known whether there are any: { $erases })
wipe-medium-work =   to be written: { $pattern ->
    [random] random data
    [zeros] zeros
    [ones] ones
   *[other] { $pattern } everywhere
}, passes: { $passes }{ $earlier ->
    [none] {""}
   *[random] {" "}(the last one; random data before)
}; read back: { $verify ->
    [full] in full
    [sample] samples
   *[none] nothing
}
wipe-medium-claim-clear =   the certificate can say: all that it shows was overwritten and read back (Clear, not Purge). But:
wipe-medium-claim-overwritten =   the certificate can say: all that it shows was overwritten and read back (where it lies the host decides: not even Clear). But:
wipe-medium-claim-constant =   the certificate can say: the same byte written and read back everywhere (a medium that lies about its size reads the same: unknown; for a pass, take --pattern random). But:
wipe-medium-claim-sample =   the certificate can say: overwritten, and samples read back (never a pass: unknown). But:
wipe-medium-claim-none =   the certificate can say: written over, nothing more (nothing is read back: unknown). But:
warn-wipe-medium-open-by = { $device } is open in another program: { $programs }. End it before the wipe begins: a disk that is open elsewhere is not wiped.
warn-wipe-medium-unseen = Whether other programs have { $device } open could not be found out ({ $doubts }). It is not wiped so: run as root, with all of its powers.
warn-wipe-medium-hidden = There are { $size } that the disk does not show. Overwriting does not reach them: it cannot pass.
warn-wipe-medium-pass-unfit = { $name }: passed, but not by what the client asked for ({ $asked }), and the certificate says so. Ask the client how it is to be disposed of.
warn-wipe-medium-unfit = { $name }: Clear only; not what the client asked for ({ $asked }). The certificate will say so.
warn-wipe-medium-unfit-none = { $name }: not what the client asked for ({ $asked }); overwriting this medium amounts to no method at all.
wipe-plan-written = Wrote the plan: { $path } ({ $count } media). To wipe, run azukari wipe run { $path }
wipe-medium-confirm = Everything on { $name } will be lost for good. To go on, type its word { $word }:
wipe-medium-pass = { $name }: PASS (all of it overwritten, all of it read back and equal)
wipe-medium-failed = { $name }: FAILED; it is to be destroyed. Because:
wipe-medium-unknown = { $name }: UNKNOWN. Because:
wipe-reason-gone =   - the medium vanished on the way
wipe-reason-dead =   - it takes no writes any more
wipe-reason-unwritable =   - some blocks could not be written (their numbers are in the certificate and its annex)
wipe-reason-readable-unwritable =   - some of these can still be read: the old content is there
wipe-reason-flush-failed =   - the drive did not confirm that it kept what it took
wipe-reason-differing =   - some blocks hold something else than was written
wipe-reason-unreadable =   - some blocks could not be read back
wipe-reason-hidden-left =   - a part that it does not show is left
wipe-reason-other-disk =   - at the end it was not known to be the same medium
wipe-reason-incomplete =   - it did not come to its end
wipe-reason-constant =   - the same was written everywhere: that every place really is there is not shown
wipe-reason-sampled =   - only samples were read back
wipe-reason-not-read-back =   - nothing was read back
warn-wipe-journal = { $name }: how far it came could not be noted ({ $reason }). If it stops, it begins anew.
warn-wipe-media-interrupted = Interrupted. How far it came is noted. To go on, run the same command: { $command }

title-certificate = Certificate of data erasure
title-medium-certificate = Certificate of data erasure (medium)

wipe-plan = To be wiped: { $files } files ({ $size }), { $folders } folders, { $links } links
wipe-plan-more = { "  " }… and { $files } more files
wipe-place-can = { $filesystem }: { $files } files. Overwriting can be read back here. But:
wipe-place-cannot = { $filesystem }: { $files } files. "PASS" is not possible here (unknown). Reasons:
wipe-asset = Asset: { $asset } "{ $name }" ({ $files } files, { $size }, by the ledger)
wipe-declared = Declared: after this, no copy of the asset remains here (the operator's word; azukari has not searched for others).
warn-wipe-openings = This asset was taken out { $count } times: there should be copies elsewhere too (see ledger list).
wipe-asset-stays = { "  " }in the ledger this asset has not ended ({ $files } of { $of } files wiped). When all is wiped and no copy remains, give --last-copies with the last wipe.
warn-wipe-last-less = this wipe does not make up the whole asset. By the ledger it has { $asset_files } files ({ $asset_bytes } bytes); this wipe has { $files } files ({ $bytes } bytes), earlier ones had { $before_files } files ({ $before_bytes } bytes). Make sure that the rest is not here. If you go on, the certificate states these figures beside your declaration, and the exit code is 4 even after a pass.
warn-wipe-last-more = what is to be wiped does not agree with the asset: it is more. By the ledger the asset has { $asset_files } files ({ $asset_bytes } bytes); this wipe has { $files } files ({ $bytes } bytes), earlier ones had { $before_files } files ({ $before_bytes } bytes). Make sure that nothing else is among it. The certificate states the figures.
warn-wipe-interrupted = interrupted: { $done } files were dealt with, { $left } files were not touched. The certificate states that the work was broken off. To wipe the rest, run: { $command }
wipe-confirm = Wiped files cannot be brought back. To go on, type the number of files, { $count }:
warn-wipe-users-unknown = Without administrator rights, files that other users have open cannot be seen.
wipe-search-planned = Afterwards the whole device is read and searched for what remains (this takes as long as reading all of it).
wipe-search-sought = Search for remains: { $size } of the device's { $of } read, for { $blocks } blocks and { $pieces } short pieces of content and { $names } names.
wipe-search-nothing =   None of that content was found (nobody looked for compressed, encrypted or changed copies, or on other devices).
wipe-search-names =   { $found_names } names remain, at { $name_places } places (other files may bear the same name).
warn-wipe-residue = Content remains: of { $files } files, at { $places } places (where the files lay: { $own }, in the journal: { $journal }, elsewhere: { $elsewhere }). The places are on the certificate and in its annex. Remove the other copies and search again, or wipe the whole medium (wipe plan).
warn-wipe-search-incomplete = The search did not come to its end ({ $size } of { $of }). Nothing can be said of what was not read.
wipe-verdict-pass = Verdict: PASS (the overwritten blocks were read back from the medium and agreed)
wipe-verdict-failed = Verdict: FAILED (the certificate says why)
wipe-verdict-unknown = Verdict: UNKNOWN (removed, but something could not be checked; the certificate says what)

outcome-overwritten-verified-raw =   overwritten, and the device itself read there gave what was written: { $files } files
outcome-lower-layer =   removed, but a lower layer (overlay) holds the same file: { $files } files
outcome-overwritten-read-back = { "  " }overwritten, read back, equal: { $files } files
outcome-overwritten-not-verifiable = { "  " }overwritten, cannot be checked: { $files } files
outcome-copy-on-write = { "  " }removed, but the old content remains (copy-on-write): { $files } files
outcome-inline-metadata = { "  " }removed, but content may remain in file-system metadata: { $files } files
outcome-shared-extent = { "  " }removed, but content remains in blocks shared with another file: { $files } files
outcome-empty = { "  " }empty: { $files } files
outcome-read-back-differs = { "  " }read back differently: { $files } files
outcome-failed = { "  " }failed: { $files } files
outcome-not-touched = { "  " }not touched: { $files } files

limit-flash-remapping = { "  " }- flash (SSD, USB memory): old content may remain in the spare area
limit-copy-on-write = { "  " }- copy-on-write: writes go elsewhere, the old content stays
limit-data-journal = { "  " }- data journal: copies of the content may remain in the journal
limit-network-share = { "  " }- network share: nobody here can tell where it was written
limit-memory-backed = { "  " }- memory-backed: not a medium; swap may hold pages
limit-shared-extents = { "  " }- blocks are shared with another file
limit-names-remain = { "  " }- names and sizes remain in metadata
limit-earlier-versions = { "  " }- earlier versions and temporary copies may lie in free space
limit-backups-not-covered = { "  " }- backups, snapshots and cloud copies are not covered
limit-unknown-storage = { "  " }- the kind of medium is not known
limit-no-extent-map = { "  " }- there is no way to see where it is written
limit-virtual-disk = { "  " }- virtual disk: where it was really written is not known
limit-cached-read-back = { "  " }- the read-back may have come from a cache
limit-raw-device-not-read = { "  " }- the raw device was not read (checked through the file system)
limit-slack-not-reached = { "  " }- the space behind the end of file was not reached
limit-reallocated-sectors = { "  " }- blocks that the drive replaced by spares are not reached
limit-hidden-area-not-checked = { "  " }- whether there is a hidden area (HPA, DCO) was not checked
limit-power-not-cycled = { "  " }- read back without switching the power off (verify-medium can check after it was)
limit-bridge-identity = { "  " }- serial number and the like are the answer of a USB bridge, perhaps its own

err-wipe-nothing = There is no file to wipe (folders and links alone leave nothing to certify).
rec-wipe-nothing = Check the paths.
err-wipe-unknown-asset = The ledger holds no asset (or opened package) { $asset }. Nothing was wiped.
rec-wipe-unknown-asset = See the numbers with "azukari ledger list".
err-wipe-ambiguous-asset = several assets (or opened packages) may be meant by { $asset }: { $candidates }. Nothing was wiped.
rec-wipe-ambiguous-asset = Find out which one it is, and give its whole number.
err-wipe-not-certified = The files were wiped, but the certificate could not be issued or not be recorded ({ $reason }).
rec-wipe-not-certified = What became of the files is recorded only in { $path } (the files that were planned, and a line for what became of each). Do not delete it; copy it to a safe place outside of the case. The ledger has only the beginning (entry { $intent }). Mend the cause above and look for the certificate with `azukari ledger list`; if there is none, wipe what is left with `azukari wipe files` and get a certificate for that. For files that are gone already none can be made afterwards: write down what happened, with this file attached, and report it to whoever is responsible.

help-verify-medium = Check a wiped medium again by its certificate alone (writes nothing)
    .long = Compares all of the medium with the pattern that the certificate states. Needs neither the case nor a network; run inside a case, it also says who signed.
    .certificate = certificate of the medium (M-….json, with .sig beside it)
    .device = the medium (such as /dev/sdb)
    .sample = read samples instead of all of it (the result is unknown)
    .record = put the result on record in the case, as a signed paper (needs a case and your keys)
    .place = where it was read (for the record)
    .witness = name of a witness (for the record)
    .witness-organization = their organization
    .remark = a remark for the record
    .font-path = file or folder with fonts for papers
    .allow-geta = print 〓 for a character that no font has, with a footnote

medium-read-full = Read all of it: of { $wanted }, { $equal } are as certificate { $number } says.
medium-read-sample = Read samples: of { $wanted }, { $equal } are as certificate { $number } says.
medium-read-nameless =   this medium shows neither a serial number nor a WWN: whether it is the certified one or a copy of its content cannot be told by reading (compare the label)
medium-read-differs =   { $differing } block(s) differ, { $unreadable } could not be read
warn-medium-other = It is not in all the medium of the certificate: { $differences }
warn-medium-signature-bad = The certificate does not fit its signature, its annex or itself (`azukari verify` says which).
warn-medium-signature-unknown = Who signed the certificate is not known here (run in a case where the card is imported).
medium-verdict-good = Verdict: PASS (all of the medium is as certificate { $number } says)
medium-verdict-bad = Verdict: FAILED (the medium or the certificate is not as it says)
medium-verdict-unknown = Verdict: UNKNOWN (what was read is as certificate { $number } says; not everything is confirmed)

board-waiting = waiting
board-overwriting = overwriting
board-reading = reading back
board-closing = certifying
board-pass = pass
board-failed = failed
board-unknown = unverified
board-gone = gone, failed
board-interrupted = interrupted
board-errors = errors
board-sum = all { $count }, passed { $passed }, not passed { $others }
