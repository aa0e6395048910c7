err-device-inspect = 「{ $path }」の状態を調べられませんでした（{ $reason }）。
rec-device-inspect = パスが正しいか、読み取りの権限があるかを確かめて、もう一度実行してください。
err-device-mount-table = マウントの一覧「{ $path }」を読めませんでした（{ $reason }）。
rec-device-mount-table = /proc が使える環境で実行してください。コンテナーの中では使えないことがあります。
err-device-processes = 動いているプログラムの一覧「{ $path }」を読めませんでした（{ $reason }）。
rec-device-processes = /proc が使える環境で実行してください。コンテナーの中では使えないことがあります。
err-device-drives = ドライブの一覧「{ $path }」を読めませんでした（{ $reason }）。
rec-device-drives = /sys が使える環境で実行してください。コンテナーの中では使えないことがあります。
err-device-not-a-drive = 「{ $path }」はドライブではありません（{ $disk ->
    [unknown] どのドライブの上にあるかは分かりません
   *[other] { $disk } の上にあります
}）。
rec-device-not-a-drive = ドライブそのものを /dev/sdb のように指定してください。名前は「azukari devices」で確かめられます。
err-device-partition = 「{ $path }」は、ドライブ全体ではなく { $disk } のパーティションです。
rec-device-partition = ドライブ全体なら { $disk } を指定してください。
err-device-layer = 「{ $path }」は、ほかのドライブ（{ $disks }）の上に作られたものです（LVM・暗号化・RAID など）。
rec-device-layer = 下にあるドライブを指定してください: { $disks }
err-device-not-here = このOSでは、ドライブの一覧をまだ出せません。
rec-device-not-here = Linux のコンピューターで実行してください。ファイルの消去（wipe files）は、このOSでもできます。
