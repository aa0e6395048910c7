# ヘルプとマニュアルのことば。属性の名前は引数の名前

label-usage = 使い方:
label-commands = コマンド
label-arguments = 引数
label-options = オプション
label-options-slot = オプション
label-global = 共通オプション
label-exit = 終了コード
label-exit-man = 終了コード
label-man-name = 名前
label-man-synopsis = 書式
label-man-description = 説明

help-azukari = 預かった情報資産を安全に運び、確実に終わらせ、証拠を残す
    .long = 預かった情報資産を安全に運び、確実に終わらせ、そのすべてを後から証明できるようにします。
help-global =
    .case = 案件フォルダー（なければ $AZUKARI_CASE、次に今のフォルダーから上へ探す）
    .lang = 表示のことば。なければ環境に合わせる
    .json = 結果を JSON で出す（1行に1つ）
    .quiet = 警告とエラーのほかは表示しない
    .yes = ふつうの確認の質問に「はい」と答える（スクリプト用）
    .passphrase-file = パスフレーズをファイルから読む
    .passphrase-fd = パスフレーズをファイル記述子から読む
    .help = 使い方を表示する
    .version = 版を表示する

help-init = 案件フォルダーを作る（鍵がなければ鍵も作る）
    .long = 契約1件の案件フォルダーを作ります。台帳、書類、信頼するカードがここに入ります。鍵がなければ、鍵も作ります。
    .dir = 案件にするフォルダー（なければ今のフォルダー）
    .name = 鍵を作るときの、あなたの氏名
    .organization = 乙（受託者）の名称
    .role = 鍵を作るときの、あなたの職
    .address = 乙の住所
    .representative = 乙の代表者の職と氏名（空白で区切る）
    .client = 甲（委託者）の名称。例: 加賀市
    .addressee = 書類の宛先。例: 加賀市長（なければ甲の名称）
    .honorific = 宛先の敬称（なければ「様」）
    .contract = 契約件名
    .contract-number = 契約番号
    .contract-date = 契約年月日。例: 2026-04-01T00:00
    .agreed-means = 甲が指定した受渡手段
    .agreed-place = 甲が指定した受渡場所

help-key = 自分の鍵と、相手のカードを扱う
help-key-new = 鍵の組を作る（封緘を開く鍵と、署名の鍵）
    .long = 封緘を開く鍵と署名の鍵を作り、パスフレーズで錠を掛けます。--post-quantum を付けると、量子計算機に耐える受取鍵（age1pq…）も作ります。すでに鍵があれば、その鍵に加えるだけで、今までの鍵・署名・カードの期間は変わりません。
    .post-quantum = 量子計算機に耐える受取鍵も作る（鍵があれば、それに加える）
    .identity = 鍵を新しく作らず、この age の鍵ファイルを使う（ハードウェア鍵のプラグインの鍵など）
    .name = 氏名
    .organization = 所属
    .role = 職
help-key-card = 相手に渡す自分のカードを出す
    .output = 書き出すファイル（なければ画面）
help-key-list = 信頼しているカードの一覧
help-key-import = 相手のカードを取り込む（指紋を本人に確かめてから）
    .card = カードのファイル
help-key-passphrase = 鍵のパスフレーズを変える
    .new-passphrase-file = 新しいパスフレーズをファイルから読む
    .new-passphrase-fd = 新しいパスフレーズを記述子から読む

help-receive = 媒体やフォルダーを預かり、預り証を発行する
    .long = 甲が引き渡した媒体やフォルダーを、そのまま読み取り、数え、SHA-256 を計算し、甲の一覧と照合して、預り証を発行します。何も書き込みません。
    .path = 預かる媒体のフォルダー、またはファイル
    .from = 引渡者の氏名
    .from-organization = 引渡者の所属（なければ甲の名称）
    .from-role = 引渡者の職
    .means = 受渡手段。例: 手交、送付、電子送信
    .place = 受渡場所
    .at = 受渡日時（なければ今）。例: 2026-11-22T10:00
    .against = 甲の一覧（sha256sum の形式、または CSV）
    .agreed-means = 甲が指定した受渡手段（なければ案件の設定）
    .agreed-place = 甲が指定した受渡場所（なければ案件の設定）
    .agreed-at = 甲が指定した受渡日
    .remark = 備考。指定と違うときは必ず要る。何度でも書ける
    .asset-name = 情報資産名（なければフォルダーの名前）
    .purpose = 利用目的
    .storage = 保管場所
    .return-by = 返還・消去の期限
    .class = 機密性の分類
    .medium-serial = 媒体の製造番号（ラベルから読み取る。手入力として記録）
    .medium-label = 媒体番号・管理番号
    .again = 前に受け取ったものと同じでも受け取る
    .font-path = 書類に使うフォントのファイルかフォルダー
    .allow-geta = フォントにない文字を〓で印字し、脚注を付ける






help-show = 書類やカードの内容を読める形で表示する
    .file = 書類（.json・.pdf）またはカード（.card.json）
    .format = txt, md, html, csv, pdf のどれか（なければ txt）
    .output = 書き出すファイル（なければ画面）
    .font-path = 書類に使うフォントのファイルかフォルダー
    .allow-geta = フォントにない文字を〓で印字し、脚注を付ける

help-ledger = 案件の台帳を見る・確かめる
help-ledger-list = 預かっているものの今の状態
help-ledger-verify = 台帳が書き換えられていないか確かめる

help-doctor = このパソコンでできることと、できないことを調べる
    .long = このパソコンでできることと、できないことを調べます。「× 要対応」が一つでもあれば、終了コードは 1 です（「？ 不明」だけなら 0）。
help-man = マニュアルを書き出す
    .dir = 書き出すフォルダー（日本語版は DIR/ja）
help-completions = シェルの補完スクリプトを出す
    .shell = bash, zsh, fish, powershell, elvish のどれか
