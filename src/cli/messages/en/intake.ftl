# Intake (the list of media and the media themselves)

intake-list = Compared with the list "{ $name }" ({ $rows } rows)
intake-line = { "  " }{ $state }: { $told }
intake-between = {", "}
intake-none = none
intake-row = line { $line } { $serial } (asset number { $number })
intake-here = { $device } { $serial } ({ $size })
intake-differs = differs in: { $facts }
intake-not-compared = could not be compared: { $facts }
intake-near = nearly the same serial number (no match): { $near }
intake-count = { "  " }{ $state }: { $count }
title-intake = Intake table
intake-written = Wrote the intake table: { $path }

intake-state-matched = matches
intake-state-matched-differing = serial number matches, something else differs
intake-state-here-not-named = on the list and connected, but not named this time
intake-state-not-here = on the list, not here
intake-state-not-listed = here, not on the list
intake-state-listed-twice = the same serial number twice on the list
intake-state-here-twice = several drives say this serial number
intake-state-row-without-serial = a row without a serial number
intake-state-drive-without-serial = a drive that says no serial number

listed-fact-model = model
listed-fact-capacity = capacity
listed-fact-kind = kind of medium

intake-source-drive = answered by the drive
intake-source-usb-bridge = answered by the USB bridge
intake-source-operating-system = shown by the operating system
intake-source-typed = typed from the label

intake-column-state = Finding
intake-column-line = Line on the list
intake-column-number = Asset number
intake-column-listed-serial = Serial number (list)
intake-column-serial = Serial number (drive)
intake-column-source = Source of the serial number
intake-column-device = Device
intake-column-listed-model = Model (list)
intake-column-model = Model (drive)
intake-column-listed-capacity = Capacity (list)
intake-column-capacity = Capacity (drive, bytes)
intake-column-listed-kind = Kind (list)
intake-column-kind = Kind (drive)
intake-column-differs = Differs
intake-column-near = Nearly the same serial number (no match)
intake-column-remarks = Remarks
intake-column-not-compared = { " " }(could not be compared: { $facts })

wipe-medium-listed = { "  " }matches line { $line } of the list "{ $name }" (asset number { $number })
wipe-medium-label-serial = { "  " }serial number (typed from the label, declared): { $serial }
warn-wipe-medium-listed-differs = { $name }: the serial number is that of the list, but something differs: { $facts }. Look at the label: is it another medium?

serial-type = Type the serial number on the label of { $device }:
serial-type-again = To make sure, type the serial number of { $device } again:

err-media-list-read = cannot read the list of media { $path } ({ $reason })
rec-media-list-read = Check the path.
err-media-list-encoding = the encoding of the list of media { $path } is not known (neither UTF-8 nor Shift_JIS)
rec-media-list-encoding = Open it in Excel and save it as "CSV UTF-8" (an .xlsx cannot be read as it is).
err-media-list-no-serials = the list of media { $path } has no column for serial numbers (first line: { $heading })
rec-media-list-no-serials = Give it a heading with a column "serial" (or "serial number", "S/N", 製造番号).
err-media-list-column-twice = the list of media { $path } has two columns for the same thing ("{ $column }"): which one counts is not known
rec-media-list-column-twice = Remove the column that is not used, or name it otherwise.
err-media-list-empty = the list of media { $path } names no media (it has only a heading)
rec-media-list-empty = Check the file.
err-media-list-line = cannot read line { $line } of the list of media { $path }
rec-media-list-line = Check the quotation marks and the number of columns in that line.
err-media-list-nothing-here = none of the media on the list { $path } is here. Nothing was planned.
rec-media-list-nothing-here = Connect the media and see with "azukari devices" that they appear. For a medium that says no serial number, state the one on its label: --serial DEVICE=SERIAL.
err-media-list-doubled = a serial number stands on the list { $path } twice, or two drives here have it: { $serials }. Which is which is not known; nothing was planned.
rec-media-list-doubled = Correct the list or --serial, so that each number stands for one medium; connect drives that say the same number one at a time.
err-serial-typed-twice = the serial number of { $device } was not the same both times ({ $first } and { $second }). Nothing was planned.
rec-serial-typed-twice = Look at the label and type the same serial number twice (in scripts, give --serial DEVICE=SERIAL twice).

err-wipe-medium-not-listed = { $device } (serial number { $serial }) is not on the list{ $near ->
    [none] {"."}
   *[other] {" "}(nearly the same: { $near }; that is no match).
}
rec-wipe-medium-not-listed = Compare the label of the medium with the list. If the list is wrong, have it put right by whoever handed the media over, and plan with that. A medium that is not on the list is not wiped.
err-wipe-medium-listed-twice = the serial number of { $device } stands on the list more than once (lines { $lines }).
rec-wipe-medium-listed-twice = Ask whoever made the list which line is right, and plan with the corrected list.
err-wipe-medium-serial-doubled = { $device } is not the only drive here with its serial number: which of them the number means is not known.
rec-wipe-medium-serial-doubled = A dock may be giving its own number. Connect one at a time, or state the number on the label with --serial DEVICE=SERIAL.
err-wipe-medium-no-serial = { $device } says no serial number, so it cannot be compared with the list.
rec-wipe-medium-no-serial = State the number on its label with --serial { $device }=SERIAL --serial { $device }=SERIAL (the same one twice).
err-wipe-medium-serial-typed = the serial number of { $device } is another one: typed was { $typed }, the drive says { $stated }.
rec-wipe-medium-serial-typed = Make sure that you did not read the label of another medium. Where the drive says its serial number, --serial is not needed.

err-wipe-no-consent = in this case nothing is wiped without the number of the client's consent (require_consent under [disposal] in azukari.toml). Nothing was changed.
rec-wipe-no-consent = Get the client's consent and state its number with --consent (for media: of wipe plan; the number is declared: azukari does not look at the consent itself).
err-wipe-no-second-person = the plan { $path } has no valid signature of a second person ({ $reason }{ $who ->
    [none] {""}
   *[other] {", "}{ $who }
}). Nothing was changed.
rec-wipe-no-second-person = Somebody other than the planner and whoever carries it out, whose card is in this case, has to run: azukari countersign { $path }
