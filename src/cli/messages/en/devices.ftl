# The list of drives

help-devices = List drives: identity, contents, uses, and erases they offer
    .long = Lists the drives of this machine: their identity with the source of each fact, what lies on them (partitions, file systems, encryption…), what uses them (mounts, swap…), hidden areas, health, and the erases that they offer. Writes nothing. Without root it shows what may be read.
    .devices = only these (such as /dev/sdb, or a name in /dev/disk/by-id); by default all
    .csv = give out CSV for spreadsheets (with --csv=FILE to a new file, otherwise to the screen)

devices-none = No drive was found.
devices-name = Name
devices-path = Path
devices-kind = Kind
devices-maker = Maker
devices-model = Model
devices-capacity = Capacity
devices-capacity-bytes = Capacity (bytes)
devices-transport = Bus
devices-serial = Serial
devices-serial-origin = Source of the serial
devices-wwn = WWN
devices-wwn-origin = Source of the WWN
devices-firmware = Firmware
devices-firmware-origin = Source of the firmware
devices-origins = Sources
devices-sectors = Sectors
devices-logical-sector = Logical sector (bytes)
devices-physical-sector = Physical sector (bytes)
devices-turns = Turns per minute
devices-by-id = by-id
devices-marks = Note
devices-contents = Contents
devices-uses = Uses
devices-doubts = Doubts
devices-hidden = Hidden
devices-health = Health
devices-erases = Erases

devices-fact = { $value } ({ $origin })
devices-sector-sizes = { $logical } bytes logical, { $physical } bytes physical
devices-mark-read-only = read-only
devices-mark-removable = removable
devices-mark-zoned = writes in zones (SMR): overwriting does not happen in place
devices-content = { $place }: { $kind }
devices-content-labelled = { $place }: { $kind } “{ $label }”
devices-content-none = no known mark (not necessarily empty: encrypted content may have none)
devices-content-unread = { $count } places cannot be read (the first at byte { $offset }, { $reason })
devices-use-none = none found
devices-use-root = { $device }: mounted at { $point } ({ $kind }), the drive of the running system
devices-use-mounted = { $device }: mounted at { $point } ({ $kind })
devices-use-swap = { $device }: swap ({ $area })
devices-use-holder = { $device }: held by { $holder }
devices-use-loop = { $device }: { $loop_device } uses { $file }
devices-doubt-unread = cannot read { $path } ({ $reason })
devices-doubt-unclear = { $path } has a line that is not understood ({ $text })
devices-doubt-untraced = { $path } ({ $kind }): on which drive it lies is not known
devices-doubt-name-spaces = the mounts of other users cannot be seen ({ $count } processes)
devices-not-checked = not checked ({ $why })
devices-hidden-none = none (by the drive's own answer)
devices-hidden-found = found: { $by }, { $size }
devices-health-good = the drive says that no failure is near (SMART)
devices-health-failing = the drive says that it is about to fail (SMART)
devices-health-reallocated = { $count } sectors reallocated
devices-health-pending = { $count } sectors pending
devices-health-hours = { $count } hours
devices-health-temperature = { $count } °C
devices-health-nvme = no warning, { $temperature } °C, spare { $spare } %, { $used } % of its life used, { $hours } hours, { $errors } uncorrected errors
devices-health-nvme-warns = warnings { $warnings }, { $temperature } °C, spare { $spare } %, { $used } % of its life used, { $hours } hours, { $errors } uncorrected errors
devices-erases-none = none, by the drive's own answer
devices-csv-written = Wrote the list: { $path }
devices-root-adds = Run as root, this also shows contents, hidden areas (HPA, DCO), health (SMART), erases, and what other users use.
warn-devices-other-serial = { $name }: the system has the serial { $known }, but the drive now says { $told }. Until they agree, no certificate can be issued for it.

not-checked-needs-root = needs root
not-checked-denied = not allowed even to root, as in a container
not-checked-bridge = behind a USB bridge nobody knows whose answer it is
not-checked-not-physical = no physical drive
not-checked-no-question = no way to ask over this connection yet
not-checked-unsupported = the drive has no way to be asked
not-checked-no-answer = no answer that can be relied on

medium-hdd = HDD
medium-ssd = SSD
medium-usb-memory = USB memory
medium-card = card
medium-optical = optical
medium-virtual = virtual
medium-network = network
medium-memory = memory
medium-unknown = unknown

origin-sysfs = read from the drive by the system
origin-vpd-page = answered by the drive, VPD
origin-ata-identify = answered by the drive, ATA IDENTIFY
origin-nvme-identify = answered by the drive, NVMe Identify
origin-usb-bridge = the USB bridge's word, perhaps not the drive's
origin-label = typed from the label

hider-hpa = HPA
hider-dco = DCO
hider-other-name-spaces = other name spaces, or unallocated
hider-host = not reached by this computer or its adapter

erase-ata-sanitize-crypto = ATA SANITIZE (cryptographic)
erase-ata-sanitize-block = ATA SANITIZE (block erase)
erase-ata-sanitize-overwrite = ATA SANITIZE (overwrite)
erase-ata-security-erase = ATA SECURITY ERASE UNIT
erase-ata-security-erase-enhanced = ATA SECURITY ERASE UNIT (enhanced)
erase-nvme-sanitize-crypto = NVMe Sanitize (cryptographic)
erase-nvme-sanitize-block = NVMe Sanitize (block erase)
erase-nvme-sanitize-overwrite = NVMe Sanitize (overwrite)
erase-nvme-format = NVMe Format (user data erase)
erase-nvme-format-crypto = NVMe Format (cryptographic)

obstacle-frozen = not now: security is frozen until the next power-on
obstacle-locked = not now: locked with a password
obstacle-password-set = a password is set
