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
err-wipe-file-remove = Could not remove “{ $path }” ({ $reason }).
rec-wipe-file-remove = Check what is left in it and your permissions, then run again.
