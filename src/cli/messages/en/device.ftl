err-device-inspect = Could not look at “{ $path }” ({ $reason }).
rec-device-inspect = Check the path and that you may read it, then run again.
err-device-mount-table = Could not read the mount table “{ $path }” ({ $reason }).
rec-device-mount-table = Run where /proc is available; some containers hide it.
err-device-processes = Could not list the running programs in “{ $path }” ({ $reason }).
rec-device-processes = Run where /proc is available; some containers hide it.
