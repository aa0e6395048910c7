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
source-problem = { $kind ->
    [link] { "  " }a link: { $path }
    [link-outside] { "  " }a link that does not lead to something that is sealed too: { $path }
    [special] { "  " }neither file nor folder (a pipe, a device): { $path }
    [not-utf8] { "  " }a name that is not UTF-8: { $path }
    [control-character] { "  " }a line break or the like in its name: { $path }
    [duplicate] { "  " }another one has the same name: { $path }
    [missing] { "  " }not found: { $path }
    [unreadable] { "  " }cannot be read: { $path } ({ $reason })
   *[other] { "  " }cannot be read: { $path }
}
source-more = { "  " }and { $count } more
source-advice = { $kind ->
    [link] { "  " }→ links: with --links, a link to something that is sealed too is sealed as a link; replace others by the files that they point to.
    [link-outside] { "  " }→ links: --links takes only links that name, by a relative path, something that is sealed too (one that leads outside, is absolute or leads nowhere would mean something else where the package is opened); seal their targets too, or replace them by the files that they point to.
    [special] { "  " }→ neither file nor folder: move it out of what is sealed.
    [not-utf8] { "  " }→ names that are not UTF-8: mend them, or use --rename.
    [control-character] { "  " }→ names with line breaks or the like: mend them, or use --rename.
    [duplicate] { "  " }→ the same name twice: seal them apart, or rename one.
    [missing] { "  " }→ not found: check name and place.
   *[other] { "  " }→ cannot be read: check the permissions, and that the medium is still connected.
}
