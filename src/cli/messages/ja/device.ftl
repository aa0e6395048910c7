err-device-inspect = 「{ $path }」の状態を調べられませんでした（{ $reason }）。
rec-device-inspect = パスが正しいか、読み取りの権限があるかを確かめて、もう一度実行してください。
err-device-mount-table = マウントの一覧「{ $path }」を読めませんでした（{ $reason }）。
rec-device-mount-table = /proc が使える環境で実行してください。コンテナーの中では使えないことがあります。
err-device-processes = 動いているプログラムの一覧「{ $path }」を読めませんでした（{ $reason }）。
rec-device-processes = /proc が使える環境で実行してください。コンテナーの中では使えないことがあります。
