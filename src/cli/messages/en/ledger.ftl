# The ledger

err-ledger-missing = There is no ledger: { $path }
rec-ledger-missing = Name the folder of the case with --case, or make a case with "azukari init".
err-ledger-exists = There is a ledger already: { $path }
rec-ledger-exists = Nothing was changed. Name another folder, or use the existing case as it is.
err-ledger-not-a-ledger = This file is not a ledger: { $path }
rec-ledger-not-a-ledger = Another file was put there, or it is damaged. Restore ledger.db and ledger.head together from a backup of the case folder.
err-ledger-version = This version cannot read ledgers of format { $found }: { $path }
rec-ledger-version = Update azukari.
err-ledger-corrupt = The ledger's file is damaged: { $path } ({ $reason })
rec-ledger-corrupt = Stop using it and first copy the whole case folder. Then restore ledger.db and ledger.head together from a backup, and check with "azukari ledger verify".
err-ledger-busy = Somebody else, or another process, is using the ledger: { $path } (waited { $seconds } s)
rec-ledger-busy = Nothing was recorded. Wait until it is done, then run the command again.
err-ledger-read-only = The ledger cannot be written: { $path }
rec-ledger-read-only = Check whether the place or medium is write-protected and whether you may write to the folder. Reading works as it is.
err-ledger-full = No space is left to record in the ledger: { $path }
rec-ledger-full = Nothing was recorded. Make room, then run the command again.
err-ledger-open = The ledger cannot be opened: { $path } ({ $reason })
rec-ledger-open = Check the rights of the folder and the connection of the medium, then run the command again.
err-ledger-file = A file beside the ledger cannot be used: { $path } ({ $reason })
rec-ledger-file = Check the rights of the folder and the connection of the medium, then run the command again.
err-ledger-head-lost = The note of the ledger's newest entry is missing or unreadable: { $path }
rec-ledger-head-lost = Nobody could tell whether new entries were removed, so nothing more is recorded. Restore it together with ledger.db from a backup, or compare with issued documents by "azukari ledger verify".
err-ledger-tampered = The ledger does not hold at entry { $sequence }: { $what ->
    [shape] it is not readable as an entry
    [schema] this version cannot read its form
    [digest] its content was changed (the hash differs)
    [column] a column disagrees with its content
    [missing] an entry is missing
    [number] its number is repeated or out of order
    [link] it does not follow the entry before it (replaced, inserted or reordered)
    [signature] its signature does not fit its content
    [actor] it was signed with another key than that of the person it names
    [head-differs] the note of the newest entry (ledger.head) says otherwise
    [head-unreadable] the note of the newest entry (ledger.head) is unreadable
    [known-head] an issued document carries another value
   *[other] { $what }
}
rec-ledger-tampered = Stop using the ledger and keep a copy of the whole case folder. Find the extent with "azukari ledger verify", compare with a backup, and report to whoever is responsible.
err-ledger-too-large = Too large for one entry ({ $bytes } bytes; the limit is { $max }).
rec-ledger-too-large = Shorten remarks and other typed text, then run the command again.
err-ledger-encode = The entry could not be put together ({ $reason }).
rec-ledger-encode = This is a bug in azukari. Report this message to the developers.
err-ledger-sign = The entry could not be signed ({ $reason }).
rec-ledger-sign = Nothing was recorded. Try again. If it persists, report this message to the developers.
