err-wipe-refused = Wiping was not started, for { $count } reason(s). Nothing was changed.
rec-wipe-refused = Remove each reason listed above, then run again.
err-wipe-not-found = “{ $path }” does not exist.
rec-wipe-not-found = Check the spelling and that the medium is connected.
err-wipe-link-argument = “{ $path }” is a symbolic link.
rec-wipe-link-argument = It is unclear whether the link or its target is meant. Name the file itself.
err-wipe-hard-links = “{ $path }” has { $links } names (hard links). Wiping it empties it under the others too.
rec-wipe-hard-links = If its content may go under every name, run again with --hard-links: the content is overwritten, the names that you give are removed, and the others remain as empty files.
err-wipe-open-elsewhere = “{ $path }” is open in another program, { $command } (process { $pid }).
rec-wipe-open-elsewhere = Close that program, then run again.
err-wipe-kernel-use = “{ $path }” is in use by the system as { $user }.
rec-wipe-kernel-use = End that use (swapoff for swap, losetup -d for a loop device), then run again.
err-wipe-mount-crossing = Another file system is mounted at “{ $path }”.
rec-wipe-mount-crossing = Unmount it, or name only what is to be wiped.
err-wipe-special-file = “{ $path }” is not an ordinary file ({ $kind ->
    [block-device] a disk or similar device
    [char-device] a device
    [fifo] a named pipe
    [socket] a socket
   *[other] of unknown kind
}).
rec-wipe-special-file = This command wipes files and folders only. Remove it, or leave it out.
err-wipe-protected = “{ $path }” must not be wiped (it is or contains the system, a home folder, or a case).
rec-wipe-protected = Name the files to be wiped, or a folder further down.
err-wipe-case-folder = `{ $path }` is an azukari case (ledger, records, cards): what proves a wipe is not wiped with it.
rec-wipe-case-folder = Leave the case folder out. To wipe working data inside of it, move that out of the case first and give its new path.
err-wipe-key-file = `{ $path }` is an azukari key (a signing key or age identity, locked with a passphrase). Without it packages to its holder cannot be opened; it is not wiped.
rec-wipe-key-file = Leave the key out. If it is no longer used, let its holder make sure of that and move it elsewhere.
err-wipe-in-transit = `{ $path }` is package { $package }, which by the ledger is in transit: nobody has proved yet that it arrived. It is not wiped.
rec-wipe-in-transit = Get the receipt from the other side and check it with `azukari verify RECEIPT`; then the package may be wiped. If the delivery was given up, move the delivery note beside it, { $note }, elsewhere for safe keeping, and run this again.
err-wipe-kernel-view = “{ $path }” is on { $filesystem }: a switch of the system, not a real file.
rec-wipe-kernel-view = Name files that lie on a medium.
err-wipe-read-only = The medium of “{ $path }” is mounted read-only.
rec-wipe-read-only = Check its write-protect switch and mount it writable. If it cannot be written, consider physical destruction.
err-wipe-given-twice = “{ $path }” is given twice (the same thing, or one inside the other).
rec-wipe-given-twice = Name it once.
err-wipe-no-search = The device below `{ $path }` cannot be searched for what remains ({ $why ->
    [not-permitted] reading a device needs root
    [no-device] it is not on one device of this machine
   *[unreadable] it could not be opened
}).
rec-wipe-no-search = Run it as root (sudo), or without --residue-scan: the certificate then says that nobody looked for what remains.
err-wipe-unreadable = Could not look at “{ $path }” ({ $reason }).
rec-wipe-unreadable = Check that you may read it and that the medium is well, then run again.
err-wipe-no-key = Could not draw a random key for overwriting. Nothing was changed.
rec-wipe-no-key = The system gives no randomness. Wait a while or restart the computer, then run again.
err-wipe-file-open = Could not open “{ $path }” ({ $reason }). It was left untouched.
rec-wipe-file-open = Check that you may write to it, then run again.
err-wipe-file-changed = “{ $path }” changed after the plan was made ({ $what ->
    [identity] it is another file now
    [links] its number of names changed
    [size] its size changed
    [modified] its content was updated
   *[kind] it is of another kind
}). It was left untouched.
rec-wipe-file-changed = Find out who changed it. If it may go, run again from the plan.
err-wipe-file-in-use = “{ $path }” is in use by { $user } and was left untouched.
rec-wipe-file-in-use = Close that program, then run again.
err-wipe-file-map = Could not find out where “{ $path }” lies on its medium ({ $reason }).
rec-wipe-file-map = The medium may be failing. What is left is not wiped.
err-wipe-file-write = Overwriting “{ $path }” failed ({ $reason }). It is still there, overwritten in part.
rec-wipe-file-write = Run again. A medium that keeps failing is broken: consider physical destruction.
err-wipe-file-sync = Could not make sure that “{ $path }” reached its medium ({ $reason }).
rec-wipe-file-sync = It cannot be called wiped. Run again; if this repeats, consider physical destruction.
err-wipe-file-read-back = “{ $path }” was overwritten but could not be read back ({ $reason }). It was kept.
rec-wipe-file-read-back = Run again. A medium that keeps failing is broken: consider physical destruction.
err-wipe-file-differs = “{ $path }” reads back differently at byte { $offset } from what was written. It was kept.
rec-wipe-file-differs = The medium does not store what it is given. Stop using it and consider physical destruction.
err-wipe-file-raw-differs = `{ $path }` was overwritten, but its device, read directly where the file lies, shows something else at byte { $offset }. The old content may still be there, so the file was kept.
rec-wipe-file-raw-differs = Run it again. If it happens again, wipe the whole medium (wipe plan), or consider destroying it.
err-wipe-file-remove = Could not remove “{ $path }” ({ $reason }).
rec-wipe-file-remove = Check what is left in it and your permissions, then run again.
err-wipe-medium-in-use = { $device } is in use: { $uses }
rec-wipe-medium-in-use = End the use (umount, swapoff, losetup -d), then run again. azukari never does that for you.
err-wipe-medium-open-by = { $device } is open in another program: { $programs }
rec-wipe-medium-open-by = End the programs that are named (process numbers in brackets), then run again. azukari never does that for you.
err-wipe-medium-root = { $device } carries the running system.
rec-wipe-medium-root = Attach it to another machine, or boot from another medium.
err-wipe-medium-doubt = Whether { $device } is in use could not be found out: { $doubts }
rec-wipe-medium-doubt = Run as root and look at what is named. A medium in doubt is not wiped.
err-wipe-medium-read-only = { $device } cannot be written.
rec-wipe-medium-read-only = Check its switch. A medium that cannot be written is to be destroyed.
err-wipe-medium-sector = { $device } has sectors of { $sector } bytes (512 and 4096 are handled).
rec-wipe-medium-sector = Disks of 520 bytes are for storage systems: format them to 512 bytes, or destroy them.
err-wipe-medium-kind = { $device } is no medium that is wiped by overwriting ({ $kind }).
rec-wipe-medium-kind = Destroy optical discs; have a share wiped by whoever runs it.
err-wipe-medium-zoned = { $device } writes in zones (SMR): overwriting does not go where the data are.
rec-wipe-medium-zoned = It takes an erase by the drive itself, which is not offered yet. Consider destroying it.
err-wipe-medium-technique = { $device } was planned for a technique ({ $technique }) that this version does not carry out.
rec-wipe-medium-technique = Plan anew with azukari wipe plan. Nothing was changed.
err-wipe-medium-changed = This is not the { $device } that was planned: { $differences }
rec-wipe-medium-changed = Check which medium is attached; for another one, plan anew. Nothing was changed.
pinned-serial = serial number
pinned-wwn = world-wide name
pinned-model = model
pinned-capacity = capacity
pinned-sector = sector size
pinned-device = device name
pinned-contents = what lies on it
pinned-backing-file = backing file
err-wipe-medium-missing = { $device }, as planned, is not attached.
rec-wipe-medium-missing = Attach it, or plan anew.
err-wipe-medium-alike = several drives say the serial number, model and capacity of { $device } ({ $drives }): which of them is meant is not known. Nothing was changed.
rec-wipe-medium-alike = A dock may be giving its own number. Connect only the one to be wiped, and plan anew.
err-wipe-medium-twice = { $device } is named twice.
rec-wipe-medium-twice = Name it once.
err-wipe-medium-open = Could not open { $path } ({ $reason }).
rec-wipe-medium-open = Run as root, and make sure that no other program uses it.
err-wipe-media-refused = Not begun, for { $count } reason(s). No medium was changed.
rec-wipe-media-refused = Remove each reason above, then run again.
err-wipe-media-nothing = There is no medium to wipe.
rec-wipe-media-nothing = azukari devices lists them.
err-wipe-plan-read = Could not read the plan { $path } ({ $reason }).
rec-wipe-plan-read = Check the path.
err-wipe-plan-shape = { $path } is no plan for wiping.
rec-wipe-plan-shape = Name a plan made by azukari wipe plan.
err-wipe-plan-signature = The signature of the plan { $path } is not confirmed ({ $reason }). A plan that was changed is not carried out.
rec-wipe-plan-signature = Plan anew with azukari wipe plan. Carry the .sig file with it.
err-wipe-plan-contract = The plan { $path } is for another contract, “{ $contract }”.
rec-wipe-plan-contract = Run it in the case of that contract, or plan anew.
err-wipe-plan-write = Could not write the plan { $path } ({ $reason }).
rec-wipe-plan-write = Check the folder. A plan that is there is never overwritten.
err-wipe-word = The words do not fit (missing for: { $missing }; not in the plan: { $unknown }). Nothing was changed.
rec-wipe-word = Give devices[].confirm of the plan for each medium by --confirm. Compare it with the label.
err-wipe-media-journal = The notes of the run { $path } cannot be used ({ $reason }). Nothing was changed.
rec-wipe-media-journal = Check that the folder of the keys can be written, and its room.
err-wipe-media-under-way = { $device } is being wiped by another azukari.
rec-wipe-media-under-way = Wait until it is done.
err-wipe-media-random = No random numbers. Nothing was changed.
rec-wipe-media-random = The system's randomness does not work. Restart, then run again.
err-wipe-media-not-certified = { $device } is wiped, but its certificate could not be issued. What is known is in { $path }.
rec-wipe-media-not-certified = Remove the cause and run the same command: it goes on, reads the medium back again, and certifies.
err-medium-not-a-certificate = “{ $path }” is no certificate for a medium.
rec-medium-not-a-certificate = Name a certificate made by azukari wipe run (M-….json).
err-medium-interrupted = Interrupted. Nothing was written to the medium.
rec-medium-interrupted = Run again (it reads from the beginning).
err-wipe-plan-done = This plan is carried out ({ $certificates }). Nothing was changed.
rec-wipe-plan-done = To wipe once more, plan anew with azukari wipe plan. Where an interruption left you without papers or a summary, the certificates are there to make them: azukari show M-….json --format pdf -o FILE, azukari wipe summary PLAN
