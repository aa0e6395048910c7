err-wipe-refused = 消去を始めませんでした。理由は { $count } 件です。何も変更していません。
rec-wipe-refused = 上に示した理由を一つずつ取り除いてから、もう一度実行してください。
err-wipe-not-found = 「{ $path }」が見つかりません。
rec-wipe-not-found = パスの綴りと、媒体がつながっていることを確かめてください。
err-wipe-link-argument = 「{ $path }」はシンボリックリンク（別の場所への近道）です。
rec-wipe-link-argument = リンク先を消すのか、リンクだけを消すのかが決められません。消したいファイルそのもののパスを指定してください。
err-wipe-hard-links = 「{ $path }」には名前が { $links } 個あります（ハードリンク）。消すと、ほかの名前からも中身がなくなります。
rec-wipe-hard-links = ほかの名前からも中身が消えてよいことを確かめたうえで、--hard-links を付けて実行してください（中身を上書きし、指定した名前を取り除きます。指定していない名前は、空のファイルとして残ります）。
err-wipe-open-elsewhere = 「{ $path }」は、ほかのプログラム { $command }（プロセス番号 { $pid }）が開いています。
rec-wipe-open-elsewhere = そのプログラムを終了してから、もう一度実行してください。
err-wipe-kernel-use = 「{ $path }」は、システムが { $user } として使っています。
rec-wipe-kernel-use = swap は swapoff、loop は losetup -d で使用をやめてから、もう一度実行してください。
err-wipe-mount-crossing = 「{ $path }」には、別のファイルシステムがつながっています。
rec-wipe-mount-crossing = つながりを外す（umount）か、消したい場所だけを指定してください。
err-wipe-special-file = 「{ $path }」は、ふつうのファイルではありません（{ $kind ->
    [block-device] ディスクなどの装置
    [char-device] 装置
    [fifo] 名前付きパイプ
    [socket] ソケット
   *[other] 種類不明
}）。
rec-wipe-special-file = このコマンドはファイルとフォルダーだけを消去します。これを取り除くか、指定から外してください。
err-wipe-protected = 「{ $path }」は、消去してはならない場所です（システム、ホームフォルダー、または案件のフォルダーを含みます）。
rec-wipe-protected = 消去したいファイルまたは下の階層のフォルダーを指定してください。
err-wipe-case-folder = 「{ $path }」は azukari の案件です（台帳、書類、カード）。消したことを証明するものまで消えるので、消去しません。
rec-wipe-case-folder = 案件のフォルダーを指定から外してください。その中の作業用のデータだけを消すなら、案件の外に移してから指定してください。
err-wipe-key-file = 「{ $path }」は azukari の鍵です（パスフレーズで閉じた署名鍵か受取鍵）。失うと、その人あてのパッケージを開けられなくなるので、消去しません。
rec-wipe-key-file = 鍵を指定から外してください。もう使わない鍵は、持ち主が確かめてから、別の場所に移してください。
err-wipe-in-transit = 「{ $path }」は、台帳で移送中のパッケージ { $package } です。相手が受け取ったことを確かめていないので、消去しません。
rec-wipe-in-transit = 相手から受領確認書を受け取り、「azukari verify 受領確認書」で確かめてください（受領済になれば消去できます）。送付をやめたものなら、隣の送付書 { $note } を別の場所に移して保管してから、もう一度実行してください。
err-wipe-kernel-view = 「{ $path }」は { $filesystem } にあり、本物のファイルではなくシステムの操作口です。
rec-wipe-kernel-view = 媒体の上にあるファイルを指定してください。
err-wipe-read-only = 「{ $path }」がある媒体は、読み取り専用でつながっています。
rec-wipe-read-only = 書き込み禁止スイッチを確かめ、書き込みできるようにつなぎ直してください。書き込めない媒体は、物理破壊を検討してください。
err-wipe-given-twice = 「{ $path }」が二重に指定されています（同じもの、または一方がもう一方の中にあります）。
rec-wipe-given-twice = 一度だけ指定してください。
err-wipe-no-search = 「{ $path }」の下の媒体は、残りを探せません（{ $why ->
    [not-permitted] 媒体を直接読むには管理者権限が要ります
    [no-device] この機械の一つの媒体の上にはありません
   *[unreadable] 開けませんでした
}）。
rec-wipe-no-search = 管理者（sudo）で実行するか、--residue-scan を付けずに実行してください（付けないときは、残りを探していないことが証明書に書かれます）。
err-wipe-unreadable = 「{ $path }」を調べられませんでした（{ $reason }）。
rec-wipe-unreadable = 読み取りの権限と媒体の状態を確かめて、もう一度実行してください。
err-wipe-no-key = 上書きに使う乱数の鍵を作れませんでした。何も変更していません。
rec-wipe-no-key = OS の乱数が使えません。しばらく待つか、パソコンを再起動してから、もう一度実行してください。
err-wipe-file-open = 「{ $path }」を開けませんでした（{ $reason }）。このファイルには手を付けていません。
rec-wipe-file-open = 書き込みの権限を確かめて、もう一度実行してください。
err-wipe-file-changed = 「{ $path }」は、計画のあとで変わりました（{ $what ->
    [identity] 別のファイルに入れ替わった
    [links] 名前の数が変わった
    [size] 大きさが変わった
    [modified] 内容が更新された
   *[kind] 種類が変わった
}）。手を付けずに残しました。
rec-wipe-file-changed = だれが変えたかを確かめ、消去してよければ、もう一度計画から実行してください。
err-wipe-file-in-use = 「{ $path }」は { $user } が使っているため、手を付けずに残しました。
rec-wipe-file-in-use = そのプログラムを終了してから、もう一度実行してください。
err-wipe-file-map = 「{ $path }」が媒体のどこにあるかを調べられませんでした（{ $reason }）。
rec-wipe-file-map = 媒体の故障が疑われます。残ったファイルは消去済みではありません。
err-wipe-file-write = 「{ $path }」の上書きに失敗しました（{ $reason }）。一部だけ上書きされたまま残っています。
rec-wipe-file-write = もう一度実行してください。繰り返し失敗する媒体は故障しています。物理破壊を検討してください。
err-wipe-file-sync = 「{ $path }」を媒体に書き込み終えたことを確かめられませんでした（{ $reason }）。
rec-wipe-file-sync = 消去できたとは言えません。もう一度実行し、繰り返すようなら物理破壊を検討してください。
err-wipe-file-read-back = 「{ $path }」を上書きしたあと、読み返せませんでした（{ $reason }）。ファイルは残してあります。
rec-wipe-file-read-back = もう一度実行してください。繰り返し失敗する媒体は故障しています。物理破壊を検討してください。
err-wipe-file-differs = 「{ $path }」を読み返すと、{ $offset } バイト目が書いた内容と違いました。ファイルは残してあります。
rec-wipe-file-differs = 媒体が書き込みを正しく行っていません。この媒体を使うのをやめ、物理破壊を検討してください。
err-wipe-file-raw-differs = 「{ $path }」を上書きしましたが、ファイルのあった場所を媒体から直接読むと、{ $offset } バイト目が書いた内容と違いました。元の内容がそこに残っているおそれがあるので、ファイルは残してあります。
rec-wipe-file-raw-differs = もう一度実行してください。繰り返すときは、媒体全体を消去する（wipe plan）か、物理破壊を検討してください。
err-wipe-file-remove = 「{ $path }」を取り除けませんでした（{ $reason }）。
rec-wipe-file-remove = 中に残っているものと権限を確かめ、もう一度実行してください。
err-wipe-medium-in-use = { $device } は使われています: { $uses }
rec-wipe-medium-in-use = umount、swapoff、losetup -d などで使用をやめてから、もう一度実行してください。azukari は外しません。
err-wipe-medium-open-by = { $device } を、ほかのプログラムが開いています: { $programs }
rec-wipe-medium-open-by = 示されたプログラムを終了してから（かっこ内はプロセス番号）、もう一度実行してください。azukari は終了させません。
err-wipe-medium-root = { $device } には、今動いているシステムが入っています。
rec-wipe-medium-root = 別の機械につなぐか、別の媒体から起動して消去してください。
err-wipe-medium-doubt = { $device } が使われていないことを確かめられません: { $doubts }
rec-wipe-medium-doubt = 管理者（root）で実行し、示されたものを調べてください。確かめられない媒体は消去しません。
err-wipe-medium-read-only = { $device } は書き込めません。
rec-wipe-medium-read-only = 書き込み禁止スイッチを確かめてください。書き込めない媒体は、物理破壊の対象です。
err-wipe-medium-sector = { $device } のセクタは { $sector } バイトです（512 と 4096 だけを扱います）。
rec-wipe-medium-sector = 520 バイトなどの媒体は、ストレージ装置用です。512 バイトに初期化し直すか、物理破壊してください。
err-wipe-medium-kind = { $device } は上書きで消去する媒体ではありません（{ $kind }）。
rec-wipe-medium-kind = 光ディスクは物理破壊、共有フォルダーはその管理者に消去を依頼してください。
err-wipe-medium-zoned = { $device } はゾーン単位で書く媒体（SMR）です。上書きしても元の場所に書かれません。
rec-wipe-medium-zoned = 媒体自身の消去の機能が要ります（まだ扱えません）。物理破壊を検討してください。
err-wipe-medium-technique = { $device } の計画の方法（{ $technique }）は、この版では行えません。
rec-wipe-medium-technique = azukari wipe plan で計画し直してください。何も変更していません。
err-wipe-medium-changed = 計画した { $device } と違います: { $differences }
rec-wipe-medium-changed = つないだ媒体を確かめ、違う媒体なら計画し直してください。何も変更していません。
pinned-serial = 製造番号
pinned-wwn = WWN
pinned-model = 型番
pinned-capacity = 容量
pinned-sector = 論理セクタの大きさ
pinned-device = 機器名
pinned-contents = 今入っているもの
pinned-backing-file = 実体のファイル
err-wipe-medium-missing = 計画した { $device } がつながっていません。
rec-wipe-medium-missing = 媒体をつなぐか、計画し直してください。
err-wipe-medium-alike = { $device } と同じ製造番号・型番・容量を答えるドライブが二台以上あります（{ $drives }）。どれを指すのか分かりません。何も変更していません。
rec-wipe-medium-alike = 変換器（ドック）が自分の番号を答えていることがあります。消去する一台だけをつないで、計画からやり直してください。
err-wipe-medium-twice = { $device } が二重に指定されています。
rec-wipe-medium-twice = 一度だけ指定してください。
err-wipe-medium-open = { $path } を開けません（{ $reason }）。
rec-wipe-medium-open = 管理者（root）で実行し、ほかのプログラムが使っていないことを確かめてください。
err-wipe-media-refused = 始めませんでした。理由は { $count } 件です。どの媒体も変更していません。
rec-wipe-media-refused = 上に示した理由を一つずつ取り除いてから、もう一度実行してください。
err-wipe-media-nothing = 消去できる媒体がありません。
rec-wipe-media-nothing = azukari devices で一覧を確かめてください。
err-wipe-plan-read = 計画書 { $path } を読めません（{ $reason }）。
rec-wipe-plan-read = パスを確かめてください。
err-wipe-plan-shape = { $path } は消去の計画書ではありません。
rec-wipe-plan-shape = azukari wipe plan で作った計画書を指定してください。
err-wipe-plan-signature = 計画書 { $path } の署名が確かめられません（{ $reason }）。書き換えられた計画は実行しません。
rec-wipe-plan-signature = azukari wipe plan で計画し直してください。.sig のファイルも一緒に運びます。
err-wipe-plan-contract = 計画書 { $path } は別の契約「{ $contract }」のものです。
rec-wipe-plan-contract = その契約の案件で実行するか、計画し直してください。
err-wipe-plan-write = 計画書 { $path } を書けません（{ $reason }）。
rec-wipe-plan-write = 書き込み先を確かめてください。すでにある計画書は上書きしません。
err-wipe-word = 確認語が合いません（足りない媒体: { $missing }。計画にない語: { $unknown }）。何も変更していません。
rec-wipe-word = 計画書の devices[].confirm を媒体ごとに --confirm で指定してください。製造番号のラベルと見比べてください。
err-wipe-media-journal = 途中経過の記録 { $path } を扱えません（{ $reason }）。何も変更していません。
rec-wipe-media-journal = 鍵のフォルダーに書き込めることと、空き容量を確かめてください。
err-wipe-media-under-way = { $device } は、別の azukari が消去しています。
rec-wipe-media-under-way = 終わるのを待ってください。
err-wipe-media-random = 乱数を作れませんでした。何も変更していません。
rec-wipe-media-random = OS の乱数が使えません。再起動してから、もう一度実行してください。
err-wipe-media-not-certified = { $device } は消去しましたが、証明書を作れませんでした。経過は { $path } にあります。
rec-wipe-media-not-certified = 原因を取り除いてから、同じコマンドを実行してください（続きから確かめ直し、証明書を作ります）。
err-medium-not-a-certificate = 「{ $path }」は媒体のデータ消去証明書ではありません。
rec-medium-not-a-certificate = azukari wipe run が作った証明書（M-….json）を指定してください。
err-medium-interrupted = 中断しました。媒体には何も書いていません。
rec-medium-interrupted = もう一度実行してください（初めから読みます）。
err-wipe-plan-done = この計画は実行済みです（{ $certificates }）。何も変更していません。
rec-wipe-plan-done = もう一度消去するなら、azukari wipe plan で計画し直してください。中断などで紙面や集計表がなければ、証明書はあるので作れます: azukari show M-….json --format pdf -o ファイル、azukari wipe summary 計画書
