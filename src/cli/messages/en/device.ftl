err-device-inspect = Could not look at “{ $path }” ({ $reason }).
rec-device-inspect = Check the path and that you may read it, then run again.
err-device-mount-table = Could not read the mount table “{ $path }” ({ $reason }).
rec-device-mount-table = Run where /proc is available; some containers hide it.
err-device-processes = Could not list the running programs in “{ $path }” ({ $reason }).
rec-device-processes = Run where /proc is available; some containers hide it.
err-device-drives = Could not read the list of drives “{ $path }” ({ $reason }).
rec-device-drives = Run where /sys is available; some containers hide it.
err-device-not-a-drive = “{ $path }” is no drive ({ $disk ->
    [unknown] on which drive it lies is not known
   *[other] it lies on { $disk }
}).
rec-device-not-a-drive = Name the drive itself, such as /dev/sdb; `azukari devices` lists them.
err-device-partition = “{ $path }” is not a whole drive but a partition of { $disk }.
rec-device-partition = For the whole drive, name { $disk }.
err-device-layer = “{ $path }” is built on other drives ({ $disks }), as LVM, encryption and RAID are.
rec-device-layer = Name a drive below it: { $disks }
err-device-not-here = Drives cannot be listed on this operating system yet.
rec-device-not-here = Run on Linux. Files can be wiped here too (wipe files).
