# What can go wrong with cases, keys, lists, receiving and issuing

err-case-missing = there is no case at { $path } or above it
rec-case-missing = name the case folder with --case, or make a case with `azukari init`
err-case-exists = { $path } is a case already; nothing was changed
rec-case-exists = name another folder
err-case-inside = { $path } lies inside another case, { $outer }; nothing was changed
rec-case-inside = a case within a case is soon mixed up with it: name a folder outside
err-case-settings = the settings of the case, { $path }, { $lacks ->
    [none] cannot be read ({ $line ->
        [unknown] {""}
       *[other] line { $line }:{" "}
    }{ $reason })
   *[other] lack the entry `{ $lacks }`{ $line ->
        [unknown] {""}
       *[other] {" "}(in the part that begins in line { $line })
    }
}
rec-case-settings = the file is damaged, or part of it is gone: put a copy of azukari.toml back in its place; without a copy, correct it in a text editor
err-case-version = { $path } has a form ({ $found }) that this version of azukari does not know
rec-case-version = use a newer azukari
err-case-read = cannot read { $path } of the case ({ $reason })
rec-case-read = check that the folder is connected and that you may read it
err-case-write = cannot write { $path } of the case ({ $reason })
rec-case-write = check the free space and that you may write there, then run the command again
err-case-card = the card { $path } cannot be used ({ $reason })
rec-case-card = get the card from its holder again and take it in with `azukari key import`; move the damaged file out of the folder

err-keys-no-home = nothing says where to keep the keys
rec-keys-no-home = set the environment variable AZUKARI_HOME to a folder for them
err-keys-missing = there are no keys in { $path }{ $lacking ->
    [none] {""}
   *[other] {""} Only a part of a pair is there (missing: { $lacking }): restore it from a copy, or move the rest elsewhere before making keys.
}
rec-keys-missing = make some with `azukari key new --name NAME`
err-keys-exist = there are keys in { $path } already; they are never overwritten{ $lacking ->
    [none] {""}
   *[other] {""} Only a part of a pair is there (missing: { $lacking }): restore it from a copy, or move the rest elsewhere before making keys.
}
rec-keys-exist = use the keys that are there, or set AZUKARI_HOME to another folder for other keys
err-keys-read = cannot read the key file { $path } ({ $reason })
rec-keys-read = check that the folder is connected and that you may read it
err-keys-write = cannot write the key file { $path } ({ $reason })
rec-keys-write = check the free space and that you may write there
err-keys-foreign = { $path } is not the key on the card
rec-keys-foreign = check whether somebody else's file got into the key folder, and restore the right key from a backup
err-keys-wrong-passphrase = wrong passphrase ({ $path })
rec-keys-wrong-passphrase = check the passphrase and run the command again; nothing was changed

err-list-encoding = the encoding of the list cannot be told
rec-list-encoding = save the list as UTF-8 or Shift_JIS (CP932)
err-list-empty = the list names no file
rec-list-empty = check that it is the right file
err-list-no-names = the heading of the list, `{ $heading }`, has no column for file names
rec-list-no-names = put `name` or `path` into the first line, or use a list in the form of sha256sum
err-list-line = line { $line } of the list is not understood
rec-list-line = correct the line, or ask for the list again
err-list-hash = the hash on line { $line } of the list, `{ $value }`, is no SHA-256
rec-list-hash = ask for a list with SHA-256 values (64 hexadecimal digits)
err-list-size = the size on line { $line } of the list, `{ $value }`, is not a number of bytes
rec-list-size = use a list whose sizes are whole numbers of bytes
err-list-twice = lines { $first } and { $line } of the list name the same file, { $path }
rec-list-twice = find out which is right and correct the list

err-pending-write = the work was not begun, because it could not be noted in { $path } ({ $reason })
rec-pending-write = check the free space of the key folder and that you may write there

err-survey-root = cannot read { $path } ({ $reason })
rec-survey-root = check that the medium is connected and that the folder is named correctly
err-survey-not-a-folder = { $path } is neither a folder nor a file
rec-survey-not-a-folder = name the folder where the medium shows, such as /media/usb or E:\
err-survey-changed = { $path } changed while it was being read; no receipt was made
rec-survey-changed = close the program that has it open, make the medium read-only, and run the command again
err-survey-interrupted = interrupted; no receipt was made
rec-survey-interrupted = run the same command again

err-receive-not-as-agreed = the handover is not as the client fixed it (different:{ $means ->
    [yes] {" "}means
   *[no] {""}
}{ $place ->
    [yes] {" "}place
   *[no] {""}
}{ $date ->
    [yes] {" "}date
   *[no] {""}
}) and there is no remark; no receipt was made
rec-receive-not-as-agreed = say why in --remark and run the command again
err-receive-again = the same content was received before, as { $asset } (receipt { $receipt })
rec-receive-again = make sure that this is no double receipt; to receive it once more, add --again
err-receive-medium-again = the medium with serial number { $serial } is held already, as { $asset } (receipt { $receipt })
rec-receive-medium-again = check the number; to receive a medium once more that is still held, add --again
err-receive-nothing = there is neither a file nor a folder in { $path }
rec-receive-nothing = check that the medium shows correctly
err-receive-nameless = { $path } is a single file, and the asset has no name (the file's own is not written into the ledger)
rec-receive-nameless = name the asset with --asset-name
err-receive-own-folder = { $path } belongs to the case itself
rec-receive-own-folder = name the medium or folder that was handed over

err-issue-signer = the key { $id } cannot sign documents of this case: { $reason }
rec-issue-signer = use the key of somebody who is registered, or have them take in the card with `azukari key import`
err-issue-clock = the clock says { $now }, before the last entry of the ledger ({ $last }); nothing was issued
rec-issue-clock = set the clock and run the command again
err-issue-crowded = others kept writing to the ledger; nothing was issued
rec-issue-crowded = wait a moment and run the command again
err-issue-document = the document could not be put together ({ $reason })
rec-issue-document = this is a fault in azukari; tell the developers, with this message
