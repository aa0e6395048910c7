# Packages (sealing and opening)

err-package-cut-short = The package is cut short: { $at } bytes are there of { $expected }.
rec-package-cut-short = Copying or sending stopped half-way. Copy it again from the original without unplugging the medium. Nothing was taken out.
err-package-cut-short-unknown = The package breaks off at { $at } bytes: the mark of its end is missing.
rec-package-cut-short-unknown = Copying or sending stopped half-way. Copy it again from the original. Nothing was taken out.
err-package-altered = The part of the package from byte { $at } on was changed after sealing.
rec-package-altered = The medium is bad, or somebody changed it. Ask the sender for it again. Nothing was taken out.
err-package-altered-file = The part of the package from byte { $at } on was changed after sealing (file inside: { $inside }).
rec-package-altered-file = The medium is bad, or somebody changed it. Ask the sender for it again. Nothing was taken out.
err-package-cut-short-or-altered = The last part of the package (from byte { $at } on) does not prove itself: cut short, or changed.
rec-package-cut-short-or-altered = Compare the size with the original. If it is smaller, copy it again; if not, ask the sender for it again. Nothing was taken out.
err-package-trailing = The package ends at byte { $at }, but more bytes follow.
rec-package-trailing = They were added after sealing. Ask the sender for it again. Nothing was taken out.
err-package-malformed = The inside of the package is not as it must be (reason: { $what ->
    [index] index unreadable or contradicted
    [manifest] manifest unreadable or contradicted
    [trailer] trailer contradicted
    [volume] record of the volume contradicted
    [volume-key] key of the volumes contradicted
    [order] wrong order
    [duplicate] a name occurs twice
    [size-lie] a stated size is not the real one
    [control-character] a control character in a name
    [path-escapes] a name that leaves the folder
    [no-end] no end mark
    [after-end] data after the end
    [device] a device file
    [link] a link
    [header] unreadable header
    [padding] padding that is not empty
    [type] an unknown kind of member
   *[other] { $what }
}, at: { $inside }).
rec-package-malformed = It is not damaged but made wrong, or made to attack. Do not open it; tell the sender. Nothing was taken out.
err-hash-mismatch = Hash mismatch: { $inside }
rec-hash-mismatch = The content is not what the sealer's manifest says. Do not use it; tell the sender. Nothing was taken out.
err-manifest-signature-bad = The signature of the manifest inside does not fit it (signature: bad).
rec-manifest-signature-bad = Somebody may be posing as the sender. Do not use it; ask the sender by telephone. Nothing was taken out.
err-sources-refused = { $count } things cannot be sealed (named above).
rec-sources-refused = Do as said after each → above, then try again. Nothing has been written yet.
err-nothing-to-seal = There is nothing to seal.
rec-nothing-to-seal = Name a file or folder.
err-source-changed = A file changed while it was read: { $path }
rec-source-changed = Try again when nobody and nothing else uses it. No package was made.
err-target-in-source = The package { $path } would lie in the folder { $source } that is to be sealed.
rec-target-in-source = Give a place outside that folder to -o. Nothing has been written yet.
err-target-named-as-volume = { $path } is the name of one file of a package in volumes (.001.age, .key.age and so on).
rec-target-named-as-volume = Choose another name; azukari names volumes itself. Nothing has been written yet.
err-target-exists = Something of that name exists already: { $path }
rec-target-exists = Choose another name. azukari never overwrites.
err-target-not-empty = The destination folder is not empty: { $path }
rec-target-not-empty = Name a new or an empty folder with -d.
err-no-room = Not enough room: { $path } ({ $needed } needed, { $free } free)
rec-no-room = Make room or name another place. Nothing has been written yet.
err-read-failed = Could not read: { $path } ({ $reason })
rec-read-failed = Check the connection of the medium and the file's permissions.
err-write-failed = Could not write: { $path } ({ $reason })
rec-write-failed = Check for write protection and that the medium is still connected. { $volumes ->
    [yes] Volumes that are complete stay: the same command goes on with them.
   *[no] Nothing half-done was left.
}
err-disk-full = The destination is full: { $path } ({ $reason })
rec-disk-full = Make room or name another place. { $volumes ->
    [yes] Volumes that are complete stay: the same command goes on with them.
   *[no] What was half-done was removed.
} The originals are untouched.
err-volume-missing = Not all volumes are here. Missing: { $files }
rec-volume-missing = Put every volume and NAME.key.age into one folder and try again. If one cannot be found, copy it again from its medium, or ask the sender.
err-volume-exchanged = { $files } is another volume than its name says (it is number { $is }; key: the key file).
rec-volume-exchanged = Volumes were exchanged or copied twice. Copy them again from the medium, or ask the sender. Nothing was taken out.
err-volume-foreign = { $files } is no volume of this package ({ $package }).
rec-volume-foreign = Look whether volumes of another package got among them. Nothing was taken out.
err-volume-too-small = Such a volume is too small (at least { $least } bytes).
rec-volume-too-small = Give --volume-size as, for example, 25MB or 4GiB-1.
err-volume-too-many = Too many volumes (at most { $most }).
rec-volume-too-many = Give a larger --volume-size.
err-volume-unfinished-other = An unfinished package of the same name, but of something else, lies there: { $path }
rec-volume-unfinished-other = To go on with it, give the same sources, recipients and volume size as before. If it is not wanted, delete that folder.
err-volume-in-progress = Another azukari is making the same package right now.
rec-volume-in-progress = Wait until it is done. If none should be running, try again in a while.
err-read-back-differs = What was written came back otherwise when it was read again: { $path }
rec-read-back-differs = The medium or its connection may be failing. Seal again onto another medium. No delivery note was issued.
err-nothing-wanted = Nothing to take out: no file in this package fits --only.
rec-nothing-wanted = Look at the names inside with "azukari list". Nothing was taken out.
err-no-index = There is no index: azukari did not make this package.
rec-no-index = It cannot be listed without opening. Use "azukari open".
err-package-bug = This is a bug in azukari ({ $what }).
rec-package-bug = The originals are untouched. Report this message to the developers.
err-volume-nothing-to-remake-from = Nothing is known here of how the volumes of { $path } were made, or sources, recipients, options, size or the version of azukari are not the same.
rec-volume-nothing-to-remake-from = On the computer where it was sealed, run the same command with --remake. Where that cannot be, seal anew under another name. Nothing was changed.
err-volume-key-lost = The key file { $path } is missing or was changed. Without it no volume can be made again.
rec-volume-key-lost = Put a copy back in its place if there is one; otherwise seal anew under another name. Nothing was changed.
err-volume-nothing-to-remake = Every volume of { $path } is there and unchanged.
rec-volume-nothing-to-remake = There is nothing to make again. Nothing was changed.
