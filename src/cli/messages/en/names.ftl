# Names of files and folders

warn-names-everywhere = { $count } names may not be possible on the receiver's system (Windows and others). With --rename they are sealed under names that are possible everywhere; the index of the package keeps the old ones.
name-problem = { $kind ->
    [reserved] { "  " }a reserved name of Windows: { $path }
    [character] { "  " }a character that Windows refuses: { $path }
    [ending] { "  " }a dot or space at its end, which Windows drops: { $path }
    [too-long] { "  " }too long a name (255 at most): { $path }
    [case] { "  " }differ only in case: { $path } and { $other }
    [form] { "  " }differ only in the form of their characters (NFC, NFD): { $path } and { $other }
    [same] { "  " }the same when spelled in UTF-8: { $path } and { $other }
    [long-path] { "  " }a path of more than 260 characters (older Windows programs cannot open it; not replaced): { $path }
   *[other] { "  " }{ $path } { $other }
}
names-more = { "  " }and { $count } more (all of them with --json)
name-renamed = { "  " }{ $was } → { $now }
seal-renamed = Sealed under other names: { $count }
open-renamed = Taken out under other names: { $count } (as sealed → as it is here; what is in a folder is still in it)
err-names-do-not-fit = { $count } names are not possible at the destination: { $path }
rec-names-do-not-fit = With --rename they are replaced by possible ones, and the receipt carries a list of them. Or name another kind of medium or folder with -d. Nothing was taken out.
