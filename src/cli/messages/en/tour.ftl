# The tour

help-tour = The whole life of an asset on real files: receipt, sealing, opening, receipt, wiping
    .dir = folder to use; new or empty

tour-prepare = # Preparing: the medium that the client (Kaga City) hands over (sample)
tour-prepared = { "  " }sample files are in medium/ (Japanese names, an empty file, one of { $size }, deep folders)
tour-parties = # Both parties make a case and keys, and exchange cards
tour-handover = # Handover (Art. 16): the contractor takes the medium, compares it with the list, issues the receipt
tour-transport = # Transport (Art. 12): sealed; verified and opened by the city, whose receipt the contractor verifies
tour-disposal = # Disposal (Art. 17): the contractor wipes the files and issues the certificate
tour-wipe-unknown = { "  " }Here the wipe ended as UNKNOWN (exit code 4): removed, but that no old content remains cannot be proved in this place.
tour-check = # Verification: every document and both ledgers

tour-documents = Documents made (in { $path }):
tour-commands = Commands run (all inside that folder):
tour-done = The tour is over ({ $seconds } s). The documents stay under { $path }; open the PDFs and look.
tour-done-without-pdf = The tour is over ({ $seconds } s). The documents stay under { $path }; this azukari was built without PDF, so open the html files and look.

err-tour-in-use = The folder is not empty: { $path }
rec-tour-in-use = Name a new folder (such as: azukari tour sample).
err-tour-step = A command on the way ended with exit code { $exit }: { $command }
rec-tour-step = See what that command said above. "azukari doctor" examines this machine.
