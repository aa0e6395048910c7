# ファイルの消去

help-wipe = ファイル・空き領域・媒体を消去する（媒体は残る）
help-wipe-files = ファイルを上書きして消し、データ消去証明書を作る
    .long = ファイルの今の置き場所を乱数で上書きし、読み返して確かめてから取り除きます。確かめられなかったことは、証明書にことばで書きます。
    .paths = 消去するファイルやフォルダー
    .hard-links = 別名（ハードリンク）があっても消去する（中身を上書きし、指定した名前を除く。ほかの名前は空のファイルとして残る）
    .residue-scan = 消去のあと、媒体全体を読んで、内容や名前が残っていないかを探す（管理者権限が要る。見つかれば不合格）
    .asset = 対象の台帳番号、預り証の番号、または「ledger list」に出る番号
    .last-copies = これで手元に残りがないことを申告する（台帳の数と比べ、証明書に並べて書く。台帳より少なければ終了コードは 4）
    .omit-paths = 指定したパスを証明書に書かない（名前が個人情報のとき。一覧は別紙にだけ残る）
    .consent = 承諾番号
    .place = 実施場所
    .witness = 立会者の氏名
    .witness-organization = 立会者の所属
    .remark = 証明書の備考
    .font-path = 書類に使うフォントのファイルかフォルダー
    .allow-geta = フォントにない文字を〓で印字し、脚注を付ける

help-wipe-plan = 媒体（ディスク全体）の消去を計画する（何も変更しない）
    .long = 媒体の製造番号・容量などを控え、今の中身、消去の方法、証明書に書けることを示して、署名した計画書を作ります。媒体には何も書きません。
    .devices = 消去する媒体（/dev/sdb など。一覧は azukari devices）
    .output = 計画書の書き込み先
    .pattern = 書き込むもの: random（乱数列。あとで誰でも確かめられる）、zeros、ones、0x00〜0xff
    .passes = 上書きの回数
    .verify = 読み返し: full（全面）、sample（抜取）、none（しない）
    .consent = 承諾番号
    .list = 媒体のリスト（CSV。UTF-8 か Shift_JIS。製造番号の列だけ必要）と照合し、リストにない媒体は計画しない。DEVICE を省くと、リストにあってここにある媒体をすべて計画する
    .intake = 受入照合表を書き込むファイル（表計算用。--intake=ファイル）
    .issue = 受入照合表を署名した書類として発行する（計画ができたとき）
    .font-path = 書類に使うフォントのファイルかフォルダー
    .allow-geta = フォントにない文字を〓で印字し、脚注を付ける
    .serial = 装置のラベルにある製造番号を申告する（ドックなどが製造番号を隠すとき。二度指定するか、画面で二度入力する）
help-wipe-run = 計画書のとおりに媒体を消去し、証明書を作る
    .long = 媒体がもう一度計画どおりのものか、使われていないかを確かめ、媒体ごとの確認語を求めてから上書きし、全部を読み返します。途中で止まっても、同じコマンドで続きから始まります。端末では媒体ごとに進み具合を 1 行で示します。--json では 1 行 1 件で、各段階の始めと終わり、その間は媒体ごとに 1 秒おき（環境変数 AZUKARI_EVENT_MS でミリ秒を指定）に event が progress のもの（plan、device、name、serial、phase、at、done と total（バイト）、rate（バイト毎秒）、left（秒）、errors（ブロック数））を、媒体が終わるごとに event が medium のもの（verdict、reasons、gone、interrupted、errors、certificate）を出します。ほかのプログラムが開いている媒体は消去しません（見えるのは root で、同じプロセス空間のものだけです）。不合格の媒体があれば終了コードは 1、未検証なら 4、一部だけ不合格なら 7 です。
    .plan = wipe plan で作った計画書
    .confirm = 媒体の確認語（計画書の confirm）。媒体の数だけ繰り返す（--yes では代わりになりません）
    .asset = 媒体に入っていた資産の台帳番号
    .place = 実施場所
    .witness = 立会者の氏名
    .witness-organization = 立会者の所属
    .origin = 媒体の出所（どの機器に入っていたか）
    .destination = 消去後の行き先
    .remark = 証明書の備考
    .font-path = 書類に使うフォントのファイルかフォルダー
    .allow-geta = フォントにない文字を〓で印字し、脚注を付ける

wipe-medium = { $device }: { $kind ->
    [hdd] ハードディスク
    [ssd] SSD
    [usb-memory] USB メモリ
    [card] メモリカード
    [virtual] 仮想ディスク
   *[other] 種類不明の媒体
}、{ $size }、製造番号など { $name }（確認語 { $word }）
wipe-medium-before = 　今の中身: { $before }
wipe-medium-before-unknown = 　今の中身: 知っている印は見つからないか、読めません（空とは限りません）
warn-wipe-plan-unread = { $devices } を読む権限がないため、計画書は今の中身を示していません。中身、隠れた領域、消去機能を確かめてから署名するには、管理者（root、sudo）で計画し直してください。
wipe-medium-technique = 　方法: 上書き（ドライブの答えでは、ドライブ自身の消去機能はありません）
wipe-medium-technique-offers = 　方法: 上書き。ドライブ自身の消去（{ $erases }）は、この版の azukari では提供していません
wipe-medium-technique-unknown = 　方法: 上書き。ドライブ自身の消去はこの版の azukari では提供していません（あるかどうかも未確認: { $erases }）
wipe-medium-work = 　書くもの: { $pattern ->
    [random] 乱数列
    [zeros] すべて 0
    [ones] すべて 1
   *[other] すべて { $pattern }
}、{ $passes } 回{ $earlier ->
    [none] {""}
   *[random] （最後の回だけ。それより前の回は乱数列）
}。読み返し: { $verify ->
    [full] 全面
    [sample] 抜取
   *[none] なし
}
wipe-medium-claim-clear = 　証明書に書けること: 見えている領域の全面の上書きと読み返し（Clear「消去」。Purge「除去」ではありません）。ただし:
wipe-medium-claim-overwritten = 　証明書に書けること: 見えている領域の全面の上書きと読み返し（媒体の上のどこに書かれるかはホストが決めるため、Clear とは書けません）。ただし:
wipe-medium-claim-constant = 　証明書に書けること: 同じ値の上書きと全面の読み返し（容量を偽る媒体でも同じに読めるので「合格」にはできません。未検証。合格が要るなら --pattern random）。ただし:
wipe-medium-claim-sample = 　証明書に書けること: 全面の上書きと抜取の読み返し（「合格」にはできません。未検証）。ただし:
wipe-medium-claim-none = 　証明書に書けること: 全面に書いたことだけ（読み返さないので「合格」にはできません。未検証）。ただし:
warn-wipe-medium-open-by = { $device } を、ほかのプログラムが開いています: { $programs }。消去を始める前に終了してください。開いたままでは消去しません。
warn-wipe-medium-unseen = ほかのプログラムが { $device } を開いていないことを確かめられません（{ $doubts }）。このままでは消去しません。すべての権限をもつ管理者（root）で実行してください。
warn-wipe-medium-hidden = 見えていない領域が { $size } あります。上書きでは届かないので「合格」にはなりません。
warn-wipe-medium-pass-unfit = { $name }: 合格しましたが、甲の指定方法（{ $asked }）に不適合です。証明書にもそう書かれます。処分の方法を甲に確かめてください。
warn-wipe-medium-unfit = { $name }: Clear のみ・甲の指定方法（{ $asked }）に不適合です。上書きしても、証明書には「不適合」と書かれます。
warn-wipe-medium-unfit-none = { $name }: 甲の指定方法（{ $asked }）に不適合です（この媒体への上書きは、どの区分とも言えません）。
wipe-plan-written = 計画書を書きました: { $path }（{ $count } 台）。消去するには azukari wipe run { $path } を実行してください。
wipe-medium-confirm = { $name } の中身はすべて失われ、元に戻せません。続けるには確認語 { $word } を入力してください:
wipe-medium-pass = { $name }: 合格（全面を上書きし、全面を読み返して一致した）
wipe-medium-failed = { $name }: 不合格。物理破壊の対象です。理由:
wipe-medium-unknown = { $name }: 未検証。理由:
wipe-reason-gone = 　・途中で媒体が見えなくなった
wipe-reason-dead = 　・書き込みを受け付けなくなった
wipe-reason-unwritable = 　・書けないブロックがある（番号は証明書と別紙）
wipe-reason-readable-unwritable = 　・書けないのに読めるブロックがある。元の内容が残っています
wipe-reason-flush-failed = 　・書いたものが保たれたと、媒体が答えなかった
wipe-reason-differing = 　・書いたものと違う内容のブロックがある
wipe-reason-unreadable = 　・読み返せないブロックがある
wipe-reason-hidden-left = 　・見えていない領域が残っている
wipe-reason-other-disk = 　・同じ媒体であることが最後に確かめられなかった
wipe-reason-incomplete = 　・最後まで終わらなかった
wipe-reason-constant = 　・どこにも同じ値を書いたので、すべての場所が本当にあることは示せていない
wipe-reason-sampled = 　・読み返しは抜取だけ
wipe-reason-not-read-back = 　・読み返していない
warn-wipe-journal = { $name }: 途中経過を書き留められませんでした（{ $reason }）。止まると、初めからになります。
warn-wipe-media-interrupted = 中断しました。途中経過は書き留めてあります。続けるには、同じコマンドを実行してください: { $command }

title-certificate = データ消去証明書
title-medium-certificate = データ消去証明書（媒体）

wipe-plan = 消去するもの: { $files } ファイル（{ $size }）、{ $folders } フォルダー、{ $links } リンク
wipe-plan-more = 　…ほか { $files } ファイル
wipe-place-can = { $filesystem }: { $files } ファイル。上書きを読み返して確かめられます。ただし:
wipe-place-cannot = { $filesystem }: { $files } ファイル。ここでは「合格」にはできません（未検証）。理由:
wipe-asset = 対象の情報資産: { $asset }「{ $name }」（台帳では { $files } ファイル、{ $size }）
wipe-declared = 申告: この消去のあと、この資産の写しはここに残りません（実施者の申告です。azukari はほかの写しを探していません）。
warn-wipe-openings = この資産は { $count } 回取り出されています。写しがほかの場所にもあるはずです（ledger list で確かめられます）。
wipe-asset-stays = 　台帳では、この資産はまだ終わっていません（{ $of } ファイルのうち { $files } ファイルを消去）。すべて消去し、写しがもう残っていなければ、最後の消去に --last-copies を付けてください。
warn-wipe-last-less = この消去では資産の全部になりません。台帳の資産は { $asset_files } ファイル（{ $asset_bytes } バイト）、この消去は { $files } ファイル（{ $bytes } バイト）、これまでの消去は { $before_files } ファイル（{ $before_bytes } バイト）です。残りがここにないことを確かめてください。このまま進めると、申告とこの数を並べて証明書に書き、合格でも終了コードは 4 になります。
warn-wipe-last-more = 消去する量が台帳の資産と一致しません（多い）。台帳の資産は { $asset_files } ファイル（{ $asset_bytes } バイト）、この消去は { $files } ファイル（{ $bytes } バイト）、これまでの消去は { $before_files } ファイル（{ $before_bytes } バイト）です。ほかのものが混じっていないことを確かめてください。数は証明書に並べて書きます。
warn-wipe-interrupted = 中断しました。{ $done } ファイルを処理し、{ $left } ファイルには手を付けていません。証明書には「途中で中断した」と書いてあります。残りを消去するには、次のコマンドを実行してください: { $command }
wipe-confirm = 消したファイルは元に戻せません。続けるには、ファイルの数 { $count } を入力してください:
warn-wipe-users-unknown = 管理者権限がないため、ほかの利用者が開いているファイルまでは調べられません。
wipe-search-planned = 消去のあと、媒体全体を読んで、内容の残りを探します（媒体の大きさだけ時間がかかります）。
wipe-search-sought = 残存調査: 媒体 { $of } のうち { $size } を読み、内容の { $blocks } ブロックと短い { $pieces } 片、名前 { $names } 件を探しました。
wipe-search-nothing = 　探した内容は見つかりませんでした（圧縮・暗号化・変更された写し、ほかの媒体の写しは探していません）。
wipe-search-names = 　名前は { $found_names } 件が { $name_places } か所に残っています（同じ名前の別のファイルのこともあります）。
warn-wipe-residue = 内容が残っています: { $files } ファイルの内容が { $places } か所（ファイルのあった場所 { $own }、ジャーナル { $journal }、そのほか { $elsewhere }）。場所は証明書と別紙にあります。ほかの写しを消してからもう一度調べるか、媒体全体を消去してください（wipe plan）。
warn-wipe-search-incomplete = 残存調査は最後まで終わっていません（{ $of } のうち { $size }）。読めなかったところに残りがないとは言えません。
wipe-verdict-pass = 総合判定: 合格（上書きした場所を媒体から読み返し、一致した）
wipe-verdict-failed = 総合判定: 不合格（証明書に理由があります）
wipe-verdict-unknown = 総合判定: 未検証（取り除きましたが、確かめられなかったことがあります。証明書に書いてあります）

outcome-overwritten-verified-raw = 　上書きし、媒体のその場所を直接読んで一致: { $files } ファイル
outcome-lower-layer = 　取り除いたが、下の層（オーバーレイ）に同じファイルが残っている: { $files } ファイル
outcome-overwritten-read-back = 　上書きし、読み返して一致: { $files } ファイル
outcome-overwritten-not-verifiable = 　上書きしたが確かめられない: { $files } ファイル
outcome-copy-on-write = 　取り除いたが、元の内容は残っている（コピーオンライト）: { $files } ファイル
outcome-inline-metadata = 　取り除いたが、管理領域に内容が残ることがある: { $files } ファイル
outcome-shared-extent = 　取り除いたが、別のファイルと共有する場所に内容が残っている: { $files } ファイル
outcome-empty = 　中身なし: { $files } ファイル
outcome-read-back-differs = 　読み返しが一致しない: { $files } ファイル
outcome-failed = 　失敗: { $files } ファイル
outcome-not-touched = 　手を付けていない: { $files } ファイル

limit-flash-remapping = 　・フラッシュ媒体（SSD・USB メモリ等）: 古い内容が予備領域に残ることがある
limit-copy-on-write = 　・コピーオンライト: 書き込みは別の場所に行われ、元の内容が残る
limit-data-journal = 　・データジャーナル: 内容の写しがジャーナルに残ることがある
limit-network-share = 　・ネットワーク共有: どこに書かれたかを確かめられない
limit-memory-backed = 　・メモリ上の場所: 媒体ではない。スワップに残ることがある
limit-shared-extents = 　・別のファイルと場所を共有している
limit-names-remain = 　・ファイル名や大きさの記録は管理領域に残る
limit-earlier-versions = 　・以前の版や一時ファイルが空き領域に残っていることがある
limit-backups-not-covered = 　・バックアップ、スナップショット、クラウドの写しは対象外
limit-unknown-storage = 　・どのような媒体か分からない
limit-no-extent-map = 　・どこに書かれているかを調べる方法がない
limit-virtual-disk = 　・仮想ディスク: 実際の媒体のどこに書かれたかは分からない
limit-cached-read-back = 　・読み返しが媒体からではなく、一時記憶からかもしれない
limit-raw-device-not-read = 　・媒体そのものは読み返していない（ファイルシステムを通して確かめた）
limit-slack-not-reached = 　・ファイルの終わりの後ろの領域には届いていない
limit-reallocated-sectors = 　・ドライブが予備に置き換えたブロックには届かない
limit-hidden-area-not-checked = 　・隠し領域（HPA・DCO）があるかどうかは調べていない
limit-power-not-cycled = 　・電源を切らずに読み返す（電源を入れ直してから verify-medium で確かめられる）
limit-bridge-identity = 　・製造番号などは USB 変換器の答えで、ドライブ自身のものとは限らない

err-wipe-nothing = 消去するファイルがありません（フォルダーやリンクだけでは、証明できるものがありません）。
rec-wipe-nothing = パスを確かめてください。
err-wipe-unknown-asset = 台帳に { $asset } という情報資産（または開封したパッケージ）がありません。何も消していません。
rec-wipe-unknown-asset = 「azukari ledger list」で番号を確かめてください。
err-wipe-ambiguous-asset = { $asset } に当てはまる情報資産（または開封したパッケージ）が複数あります: { $candidates }。何も消していません。
rec-wipe-ambiguous-asset = どれかを確かめ、番号の全部を指定してください。
err-wipe-not-certified = 消去は行いましたが、証明書の発行か台帳への記録を終えられませんでした（{ $reason }）。
rec-wipe-not-certified = 消した結果の控えは { $path } だけです（予定したファイルと、1 ファイルごとの結果を 1 行ずつ書いたもの）。消さずに、案件の外の安全な場所に複写してください。台帳には始まりの記録（{ $intent } 番）だけが残っています。上の原因を直してから「azukari ledger list」で証明書の有無を確かめ、なければ、残ったファイルを「azukari wipe files」で消去して証明書を受けてください。すでに消えたファイルの証明書は、あとからは作れません。控えを添えて経過を書面にし、責任者に報告してください。

help-verify-medium = 消去した媒体を、証明書だけでもう一度確かめる（媒体には書かない）
    .long = 証明書に書かれた乱数列（又は値）を媒体の全面と比べます。案件もネットワークも要りません。案件の中で実行すると、署名した人が誰かも確かめます。
    .certificate = 媒体のデータ消去証明書（M-….json。隣に .sig）
    .device = 媒体（/dev/sdb など）
    .sample = 全面ではなく抜取で読む（結果は未検証）
    .record = 結果を検証記録（署名した書類）にして、案件に残す（案件と自分の鍵が要ります）
    .place = 検証した場所（検証記録に書く）
    .witness = 立会者の氏名（検証記録に書く）
    .witness-organization = 立会者の所属
    .remark = 検証記録の備考
    .font-path = 書類に使うフォントのファイルかフォルダー
    .allow-geta = フォントにない文字を〓で印字し、脚注を付ける

medium-read-full = 全面を読みました: { $wanted } のうち { $equal } が証明書 { $number } のとおりです。
medium-read-sample = 抜取で読みました: { $wanted } のうち { $equal } が証明書 { $number } のとおりです。
medium-read-nameless = 　この媒体には製造番号も WWN も見えません。証明書の媒体そのものか、中身の写しかは、読んでも分かりません（ラベルと現物で確かめてください）
medium-read-differs = 　違うブロック { $differing }、読めないブロック { $unreadable }
warn-medium-other = 証明書の媒体と違うところがあります: { $differences }
warn-medium-signature-bad = 証明書の署名、別紙又は中身が合いません（理由は「azukari verify」で分かります）。
warn-medium-signature-unknown = 証明書に署名した人を、ここでは確かめられません（カードを登録した案件の中で実行してください）。
medium-verdict-good = 判定: 合格（媒体の全面が証明書 { $number } のとおり）
medium-verdict-bad = 判定: 不合格（媒体か証明書が、書かれているとおりではない）
medium-verdict-unknown = 判定: 未検証（読んだところは証明書 { $number } のとおりだが、確かめられていないことがある）

board-waiting = 待機
board-overwriting = 上書き
board-reading = 読み返し
board-closing = 証明書を作成
board-pass = 合格
board-failed = 不合格
board-unknown = 未検証
board-gone = 消失・不合格
board-interrupted = 中断
board-errors = エラー
board-sum = 合計 { $count } 台・合格 { $passed }・不合格など { $others }
