# ドライブの一覧

help-devices = ドライブの一覧（識別、中身、使用中かどうか、消去機能）
    .long = このコンピューターのドライブを一覧にします。製造番号などの識別は取得元とともに、上にあるもの（パーティション、ファイルシステム、暗号化など）、使っているもの（マウント、スワップなど）、隠れた領域、状態、ドライブの消去機能を示します。何も書き込みません。管理者（root）でなくても、読める範囲を示します。
    .devices = このドライブだけ（/dev/sdb や /dev/disk/by-id の名前。なければすべて）
    .csv = 表計算ソフト用の CSV を出す（--csv=ファイル で新しいファイルに、なければ画面に）

devices-none = ドライブが見つかりません。
devices-name = 名前
devices-path = パス
devices-kind = 種別
devices-maker = メーカー
devices-model = 型番
devices-capacity = 容量
devices-capacity-bytes = 容量（バイト）
devices-transport = 接続
devices-serial = 製造番号
devices-serial-origin = 製造番号の取得元
devices-wwn = WWN
devices-wwn-origin = WWNの取得元
devices-firmware = ファームウェア
devices-firmware-origin = ファームウェアの取得元
devices-origins = 取得元
devices-sectors = セクター
devices-logical-sector = 論理セクター（バイト）
devices-physical-sector = 物理セクター（バイト）
devices-turns = 回転数（毎分）
devices-by-id = by-id
devices-marks = 特記
devices-contents = 中身
devices-uses = 使用
devices-doubts = 不確か
devices-hidden = 隠れた領域
devices-health = 状態
devices-erases = 消去機能

devices-fact = { $value }（{ $origin }）
devices-sector-sizes = 論理 { $logical } バイト、物理 { $physical } バイト
devices-mark-read-only = 書き込み禁止
devices-mark-removable = 取り外せる
devices-mark-zoned = 区画書き込み（SMR）。上書きは同じ場所に行われない
devices-content = { $place }: { $kind }
devices-content-labelled = { $place }: { $kind }「{ $label }」
devices-content-none = 知っている印はない（空とは限らない。暗号化した内容には印がないことがある）
devices-content-unread = 読めない場所が { $count } か所ある（最初は { $offset } バイト目、{ $reason }）
devices-use-none = 見つからない
devices-use-root = { $device }: { $point } にマウント（{ $kind }）。動いているシステムのドライブ
devices-use-mounted = { $device }: { $point } にマウント（{ $kind }）
devices-use-swap = { $device }: スワップ（{ $area }）
devices-use-holder = { $device }: { $holder } が使っている
devices-use-loop = { $device }: { $loop_device } が { $file } を使っている
devices-doubt-unread = { $path } を読めない（{ $reason }）
devices-doubt-unclear = { $path } に分からない行がある（{ $text }）
devices-doubt-untraced = { $path }（{ $kind }）がどのドライブの上にあるか分からない
devices-doubt-name-spaces = ほかの利用者のマウントを調べられない（{ $count } プロセス）
devices-not-checked = 未確認（{ $why }）
devices-hidden-none = なし（ドライブの応答）
devices-hidden-found = あり: { $by }、{ $size }
devices-health-good = ドライブは「故障の兆しなし」と答えた（SMART）
devices-health-failing = ドライブは「故障が近い」と答えた（SMART）
devices-health-reallocated = 代替処理済み { $count } セクター
devices-health-pending = 代替処理待ち { $count } セクター
devices-health-hours = { $count } 時間
devices-health-temperature = { $count } ℃
devices-health-nvme = 警告なし、{ $temperature } ℃、予備 { $spare } %、寿命の { $used } % を使用、{ $hours } 時間、訂正不能 { $errors } 件
devices-health-nvme-warns = 警告 { $warnings }、{ $temperature } ℃、予備 { $spare } %、寿命の { $used } % を使用、{ $hours } 時間、訂正不能 { $errors } 件
devices-erases-none = ドライブの応答では、なし
devices-csv-written = 一覧を書きました: { $path }
devices-root-adds = 管理者（root）で実行すると、中身、隠れた領域（HPA・DCO）、状態（SMART）、消去機能、ほかの利用者が使っているかどうかまで調べられます。
warn-devices-other-serial = { $name }: システムの製造番号は { $known } ですが、ドライブは今 { $told } と答えました。一致するまで、このドライブの証明書は出せません。

not-checked-needs-root = 管理者権限が要る
not-checked-denied = 管理者でも許されない（コンテナーなど）
not-checked-bridge = USB の変換器越しでは、ドライブの答えか分からない
not-checked-not-physical = 実物のドライブではない
not-checked-no-question = この接続で尋ねる方法がまだない
not-checked-unsupported = ドライブに尋ねる機能がない
not-checked-no-answer = 頼れる答えがなかった

medium-hdd = HDD
medium-ssd = SSD
medium-usb-memory = USBメモリ
medium-card = カード
medium-optical = 光ディスク
medium-virtual = 仮想
medium-network = ネット
medium-memory = メモリ
medium-unknown = 不明

origin-sysfs = OS がドライブから読んだ値
origin-vpd-page = ドライブの応答、VPD
origin-ata-identify = ドライブの応答、ATA IDENTIFY
origin-nvme-identify = ドライブの応答、NVMe Identify
origin-usb-bridge = USB 変換器の値。中のドライブのものとは限らない
origin-label = ラベルから手入力

hider-hpa = HPA
hider-dco = DCO
hider-other-name-spaces = ほかの名前空間・未割り当て
hider-host = この PC・接続機器では届かない部分

erase-ata-sanitize-crypto = ATA SANITIZE（暗号化消去）
erase-ata-sanitize-block = ATA SANITIZE（ブロック消去）
erase-ata-sanitize-overwrite = ATA SANITIZE（上書き）
erase-ata-security-erase = ATA SECURITY ERASE UNIT
erase-ata-security-erase-enhanced = ATA SECURITY ERASE UNIT（拡張）
erase-nvme-sanitize-crypto = NVMe Sanitize（暗号化消去）
erase-nvme-sanitize-block = NVMe Sanitize（ブロック消去）
erase-nvme-sanitize-overwrite = NVMe Sanitize（上書き）
erase-nvme-format = NVMe Format（データ消去）
erase-nvme-format-crypto = NVMe Format（暗号化消去）

obstacle-frozen = 今は使えない: セキュリティ凍結中（電源を入れ直すまで）
obstacle-locked = 今は使えない: パスワードでロックされている
obstacle-password-set = パスワードが設定されている
