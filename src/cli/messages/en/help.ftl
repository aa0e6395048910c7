# Words of help and man pages. Attributes are named after the arguments.

label-usage = Usage:
label-commands = Commands
label-arguments = Arguments
label-options = Options
label-options-slot = OPTIONS
label-global = Global options
label-exit = Exit codes
label-exit-man = EXIT STATUS
label-man-name = NAME
label-man-synopsis = SYNOPSIS
label-man-description = DESCRIPTION

help-azukari = Carry entrusted data safely, end it provably, and keep the evidence
    .long = Carries entrusted data from hand to hand, and ends it, so that every step can be proved afterwards.
help-global =
    .case = the case folder (else $AZUKARI_CASE, else upward from here)
    .lang = language of the words; by default that of the locale
    .json = print the result as JSON, one object per line
    .quiet = print nothing but warnings and errors
    .yes = answer every ordinary question with yes (for scripts)
    .passphrase-file = read the passphrase from a file
    .passphrase-fd = read the passphrase from a file descriptor
    .help = show this help
    .version = show the version

help-doctor = Find out what this machine can and cannot do
help-man = Write the manual pages
    .dir = folder to write to (Japanese pages go to DIR/ja)
help-completions = Print a completion script
    .shell = one of bash, zsh, fish, powershell, elvish
