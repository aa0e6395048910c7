# Sealing, opening, verifying

help-seal = Seal (encrypt) information assets for named persons
    .long = Seals files and folders into a package (age format) that only the named persons can open, with a signed delivery note beside it. No plaintext temporary file is ever made. Where the card of every recipient has a post-quantum key, those are used, else the classic key of each.
    .paths = files and folders to seal
    .to = recipient: name or short name on the card; may be repeated
    .output = package to make (NAME.age); its note appears beside it
    .digest = digests (sha256,blake3); both by default
    .volume-size = split into volumes of at most this size (4GiB-1, 700MB, 25MB …); after an interruption the same command goes on
    .remake = make only the lost or bad volumes of an earlier run again (add it to the same command; the delivery note is a new one)
    .no-readback = do not read back what was written
    .zstd = compress the files that get smaller (zstd; they are read once more, which takes time)
    .links = seal symbolic links as links (only those that lead to something that is sealed too)
    .rename = seal names that Windows and others do not take under names that are possible everywhere (the index keeps the old ones; names that are not UTF-8 are spelled in it)
    .means = means of transport (own car, registered mail, a service)
    .carrier = name of a carrier
    .approval = number of the approval to take it out
    .asset = ledger number of the asset it is made from
    .remark = remark on the delivery note
    .font-path = font file or folder for papers
    .allow-geta = print 〓 and a footnote for characters that no font has
help-list = List what is in a package without decrypting its content
    .package = package
    .identity = an age key file to use instead of your own key
    .package-passphrase = file with the package's passphrase
help-open = Open a package and issue the signed receipt
    .long = Decrypts a package to its very end, checks every digest and signature, and only then puts its content into a new folder. If anything does not fit, nothing is taken out.
    .package = package
    .dir = destination: a new or an empty folder
    .only = take out only files that fit this pattern (such as "*.csv" or "reports/2026*"); no receipt is issued
    .links = make the symbolic links that were recorded
    .xattrs = restore the recorded extended attributes
    .owners = restore the recorded owner and group (administrators only)
    .rename = replace names that are not possible at the destination (the receipt carries the list of them)
    .no-receipt = issue no receipt (and record nothing in the ledger)
    .identity = an age key file to use instead of your own key
    .package-passphrase = file with the package's passphrase
    .place = place of custody
    .remark = remark on the receipt
    .font-path = font file or folder for papers
    .allow-geta = print 〓 and a footnote for characters that no font has
help-verify = Verify records, packages, ledgers
    .long = Verifies packages, unpacked bags, records (JSON, PDF), cards and ledgers: good, unknown or bad. Without a key, a package is only compared with its note, and is then good from outside only.
    .files = files and folders to verify
    .inside = decrypt a package to its end with your key and check all of it
    .identity = an age key file for decryption (implies --inside)
    .package-passphrase = file with the package's passphrase
    .tsa-ca = root certificate of a time-stamping authority, trusted for this once

title-note = Delivery note
title-opened = Receipt
prompt-file-passphrase = Passphrase of { $path }:

seal-done = Sealed: { $path } ({ $files } files, { $size }; the package has { $bytes } bytes)
seal-done-volumes = Sealed: { $count } volumes and a key file for { $path } ({ $files } files, { $size }; { $bytes } bytes in volumes)
seal-done-volumes-kept = Sealed: { $count } volumes and a key file for { $path } ({ $files } files, { $size }; { $bytes } bytes in volumes); { $kept } volumes stood from before
seal-recipient = { "  " }can be opened by: { $name } ({ $id })
seal-post-quantum = { "  " }sealed against quantum computers (every recipient has such a key)
seal-not-post-quantum = { "  " }sealed to classic keys (X25519 and the like): no post-quantum key on the card of { $names }
seal-sha256 = { "  " }SHA-256: { $sha256 }
seal-blake3 = { "  " }BLAKE3: { $blake3 } (no SHA-256 was computed)
seal-carry = { "  " }to go with the package: { $note } and { $signature }
seal-carry-volumes = { "  " }to go together (none may be missing): { $count } volumes ({ $first } to { $last }), the key file { $key }, { $note } and { $signature }

open-done = Opened: { $path } ({ $files } files, { $size }; every digest agrees)
open-done-foreign = Opened: { $path } ({ $files } files, { $size }; decrypted and authenticated to the end; there are no digests to compare and no signature of a sender, so no receipt is issued)
open-received-with-exceptions = Received with exceptions ({ $count }): { $reasons }
warn-opened-before = This package ({ $package }) was opened at { $at }, and receipt { $number } was issued for it. If opening it now succeeds, another receipt with another number is issued.
open-sender-good = { "  " }sealed by: { $organization } { $name } (signature: good)
open-sender-unknown = { "  " }sealed by somebody who says { $organization } { $name } (the signature fits its key, but no card of that key was imported: { $fingerprint })
open-part-done = Taken out: { $path } ({ $files } of { $all } files, { $size }; every digest of what was taken out fits)
open-part-no-receipt = This was a part only: no receipt was issued, and nothing is said of the rest.
open-send-back = { "  " }Send the receipt and its signature ({ $record } and .sig) back to the sender.
open-foreign-tar = Another program made this package. Not signed: neither sender nor list can be checked.
open-foreign-file = Another program encrypted this file. Not signed: the sender cannot be checked.
exception-sender-unknown = The sender's key is not known. Get the card, and compare its fingerprint by telephone.
exception-not-addressed = You are not among the signed recipients. Somebody may have passed it on.
exception-note-missing = There is no delivery note beside the package. Without it nobody can tell whether the package was exchanged.
exception-note-unconfirmed = The signer of the delivery note is not known.
exception-not-as-sealed = Some of what was taken out is not as it was sealed (names, symbolic links, owners, extended attributes); the list beside the receipt, if one was issued, names it.

list-sealed = Sealed by { $organization } { $name } at { $at } (id { $package })
list-signature-good = Manifest signature: good
list-signature-unknown = Manifest signature: unknown signer (no card of that key was imported)
list-signature-bad = Manifest signature: bad
list-total = Total { $files } files, { $folders } folders, { $size } (content not verified)

verify-good = Good: { $path }
verify-good-of-failed = Signature good (but the verdict of this certificate is FAILED): { $path }
verify-good-of-unknown = Signature good (but the verdict of this certificate is UNKNOWN): { $path }
verify-good-outer = Good from outside only (content not checked): { $path }
verify-good-without-annexes = Good, the record alone (annexes that are not here were not checked): { $path }
verify-good-not-compared = Signature good (but of the client's list, { $lines } lines were not compared by content): { $path }
verify-good-with-exceptions = Signature good (but received with exceptions, { $count }): { $path }
verify-unknown = Unknown: { $path }
verify-bad = Bad: { $path }

found-signature-good = signature good ({ $name }, { $fingerprint })
found-signature-unknown = signature fits its key, but nothing vouches for that key ({ $fingerprint }, reason: { $reason })
found-signature-bad = signature does not fit (reason: { $reason })
found-signature-absent = not signed
found-signature-missing = the signature file { $file } is not beside the record: whether { $name } signed it cannot be judged; ask the issuer for that file, put it into the same folder and verify again
found-signer-differs = signed by another key than the record names ({ $fingerprint })
found-annex-good = annex { $name } agrees
found-annex-altered = annex { $name } differs
found-annex-name = bad annex name: { $name }
found-annex-not-here = annex { $name } is not here (not checked; the record fixes its digest)
found-receipt-values-fit = the values written there (token, digests) fit the delivery note { $note }; but who wrote them cannot be confirmed
found-token-good = the receiver decrypted to the very end (token of note { $note } agrees)
found-token-bad = the token does not fit note { $note }: nobody proved to have opened it to the end
found-receipt-digests-good = the package received is that of note { $note }
found-receipt-digests-bad = the package received is not that of note { $note }
found-receipt-not-addressee = { $name }, who signed, is not a recipient on the note
found-receipt-signer-unknown = no card of the key that signed is here: whether it is a recipient of the note cannot be judged (it says { $name })
found-receipt-no-list = no list from the client: what was received was compared with nothing
found-receipt-not-compared = { $count } lines of the client's list were compared by name or size only, not by content
found-receipt-exceptions = received with exceptions ({ $count }): { $reasons }
found-transit-received-again = the ledger has it as received already by receipt { $number } ({ $name }, verified { $at }); this receipt, too, proves that this package was received ({ $package })
found-transit-closed-by-other = the ledger has it as received already by receipt { $number } ({ $name }, verified { $at }); this receipt does not confirm that, and was not recorded
found-transit-received-in-part = recorded in the ledger; receipts still to come: { $count } ({ $names }), so it stays in transit ({ $package })
found-transit-closed = recorded in the ledger: in transit → received ({ $package })
found-transit-closed-before = the ledger has it as received already by this receipt { $number } ({ $name }, verified { $at }; { $package })
found-inside-not-checked = compared with its note only; the content was not decrypted. To check the content, add --inside with a recipient's key
found-note-missing = no delivery note beside it; to check with your key, add --inside
found-note-not-here = no delivery note here
found-package-shorter = not the package of note { $number }, or cut short: { $at } bytes instead of { $expected }
found-package-longer = not the package of note { $number }, or bytes were added: { $at } instead of { $expected }
found-package-digest-good = the package is as note { $number } says
found-package-digest-bad = the package is not what note { $number } says
found-volumes-good = all { $count } volumes and the key file are as note { $number } says
found-volume-digest-bad = volume { $volume } is not what note { $number } says
found-certificate-pass = verdict of certificate { $number }: PASS
found-certificate-failed = verdict of certificate { $number }: FAILED (something was not wiped)
found-certificate-unknown = verdict of certificate { $number }: UNKNOWN (of something it could not be checked whether it was wiped)
found-content-good = decrypted to the end, and as its manifest says ({ $files } files, { $bytes } bytes)
found-foreign = made by another program, not signed ({ $files } files)
found-bag-good = every file is as the manifest says ({ $files } files)
found-bag-missing = on the manifest but missing: { $path }
found-bag-altered = not what the manifest says: { $path }
found-bag-extra = not on the manifest: { $path }
found-pdf-page-not-proved = what was checked is record { $number } attached to the PDF; compare the page with "azukari show"
found-card-known = an imported card ({ $name }, { $fingerprint })
found-card-not-known = signed by its own key; compare the fingerprint by telephone ({ $name }, { $fingerprint })
found-ledger-good = chain and signatures of the ledger are good ({ $entries } events)
found-ledger-unknown = the chain of the ledger holds, but not everything can be judged ({ $entries } events)
found-ledger-bad = the ledger was tampered with; the first flaw: { $reason }
warn-transit-open = The receipt is proven but not recorded in the ledger ({ $package }). Verify it again where a passphrase can be entered.

err-no-such-person = There is no card for { $name }.{ $candidates ->
    [none] {""}
   *[other] {" "}Cards that come close: { $candidates }
}
rec-no-such-person = If one of these is meant, give that name or its short name to --to. Otherwise look up the name with "azukari key list", or import the card with "azukari key import".
err-output-folder-missing = The folder for the package is not there: { $path }
rec-output-folder-missing = Create it, or name another place with -o. Nothing was made.
err-target-folder-missing = The folder in which the content was to appear is not there: { $path }
rec-target-folder-missing = Create it, or name another place with -d. Nothing was taken out.
err-several-persons = Several cards bear the name { $name }.
rec-several-persons = Use the short name that "azukari key list" shows.
err-card-not-valid = The card of { $name } is not valid now (reason: { $reason }).
rec-card-not-valid = Ask for a new card and import it.
err-recipients-apart = No kind of key serves all recipients. Post-quantum key only: { $quantum }. No post-quantum key: { $without }.
rec-recipients-apart = Ask those without to add one (azukari key new --post-quantum) and import their new card, or seal a package of its own for each kind. Nothing was made.
err-note-mismatch = The package is not the one of the delivery note beside it (difference: { $what ->
    [digest] content or size of the file
    [length] the length that the package itself states
    [signer] key of the sealer
    [id] id of the package
    [manifest] manifest
    [token] token at its end
   *[other] { $what }
}).
rec-note-mismatch = They were mixed up or exchanged. Ask the sender. Nothing was taken out.
err-note-signature-bad = The signature of the delivery note does not fit it: { $path }
rec-note-signature-bad = The note was changed. Ask the sender for it again. Nothing was taken out.
err-note-unreadable = Not readable as a delivery note: { $path } ({ $reason })
rec-note-unreadable = Ask the sender for the note again, or move it elsewhere before opening. Nothing was taken out.
err-verify-not-known = Not a kind of thing that can be verified: { $path }
rec-verify-not-known = Name a package (.age), a record (.json, .pdf), a card, a case folder or an unpacked bag.
err-verify-record = Not readable as a record: { $path } ({ $reason })
rec-verify-record = It is damaged or was changed. Ask the issuer for it again.
err-verify-not-a-bag = Not a bag (an unpacked package): { $path }
rec-verify-not-a-bag = Name a folder with a bagit.txt in it.
err-verify-read = Could not read { $path } ({ $reason })
rec-verify-read = Check the place and the permissions of the file.
found-issuer-differs = the record names { $said } as its issuer, but the key that signed is on the card of { $card }
found-receipt-not-ours = not a receipt for a package sealed in this case ({ $package }); it was not compared with a note
found-own-note-altered = our own note { $number } is not as it was issued; the receipt cannot be compared with it
found-not-addressed = your key is not among the signed recipients; somebody may have passed it on
found-pdf-page-good = the page, too, is as record { $number } gives it (drawn again, byte for byte)
err-sender-differs = The manifest names { $said } as the sealer, but the key that signed it is on the card of { $card }.
rec-sender-differs = Somebody may be posing as the sender. Do not use it; ask the sender by telephone. Nothing was taken out.
err-opened-without-receipt = The content was taken out, but the receipt could not be issued or not be recorded ({ $reason }). It is in { $path }.
rec-opened-without-receipt = Mend the cause, then open the same package into another folder to get the receipt; delete whichever copy is not needed.
err-sealed-without-transit = Sealed, but the start of the transit could not be recorded ({ $reason }). { $path } and its delivery note are complete.
rec-sealed-without-transit = Once the ledger can be used, delete package and note and seal again. Handed over as it is, its receipt cannot be matched in the ledger.
