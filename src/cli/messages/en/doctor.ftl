doctor-good = good
doctor-bad = attend
doctor-unknown = unknown
doctor-ssh-keygen-found = ssh-keygen is here ({ $path }): signatures can be checked without azukari.
doctor-ssh-keygen-missing = ssh-keygen was not found. azukari works, but signatures cannot be checked with a stock program here. Install the OpenSSH client.
doctor-clock-plausible = The clock says { $now }: not absurd, but nobody checked that it is right.
doctor-clock-past = The clock says { $now }, which is in the past. Set it, or documents will carry a wrong date.
doctor-core-off = A crash writes no memory with keys in it to disk (core dumps are off).
doctor-core-on = Core dumps could not be turned off. A crash may leave keys on disk.
doctor-core-unknown = This system cannot be asked about core dumps.
doctor-swap-none = There is no swap, so memory with keys in it does not move to disk.
doctor-swap-on = Swap is in use ({ $areas }). Memory with keys in it may move to disk; make sure that swap is encrypted.
doctor-swap-unknown = This system cannot be asked about swap.
doctor-fonts-found = Fonts for papers: { $fonts }
doctor-fonts-none = No Japanese font was found, so no PDF can be made (html, md, txt and csv can). Install one (such as fonts-ipaexfont or fonts-noto-cjk) or name it with --font-path.
doctor-fonts-no-pdf = This azukari was built without PDF. html, md, txt and csv can be made.
doctor-lock-unlimited = Any amount of memory may be locked.
doctor-lock-limit = Up to { $size } of memory may be locked. azukari locks none; see the line about swap.
doctor-lock-unknown = This system cannot be asked how much memory may be locked.
doctor-keys-no-home = Nothing says where to keep the keys. Set the environment variable AZUKARI_HOME to a folder for them.
doctor-keys-none = There are no keys in { $path } yet. `azukari key new` makes them.
doctor-keys-incomplete = The keys in { $path } are incomplete, or the card is unreadable. Restore them from a backup.
doctor-keys-good = The keys are in { $path }, and only you can read them.
doctor-keys-open = Others can read the keys in { $path }. Change their permissions to yourself only (0600).
doctor-keys-unjudged = The keys are in { $path }. Whether others can read them was not checked on this system.
doctor-extents-told = In { $path } ({ $kind }) the system tells where files lie: a wipe can check what it overwrote.
doctor-extents-not-told = In { $path } ({ $kind }) the system does not tell where files lie: a wipe cannot check that it overwrote the old place.
doctor-extents-unknown = No test file could be made in { $path } ({ $kind }), so that nothing is known about where files lie there.
doctor-leftover = Left by work begun at { $started } ({ $kind ->
    [open] opening
    [seal] sealing
    [wipe] wiping
    [wipe-free] filling free space
    [import] importing records
    [receive] receiving
    [issue] issuing a document
    [init] making a case
   *[other] { $kind }
}): { $paths }
doctor-leftover-parts = Files half written by a run that was cut off: { $paths }
