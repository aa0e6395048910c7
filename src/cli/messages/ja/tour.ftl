# ひと回り（tour）

help-tour = 情報資産の一生（預り・封緘・開封・受領・消去）を、本物のファイルでひと回りする
    .dir = 使うフォルダー。新しいか空であること

tour-prepare = ■ 準備: 甲（加賀市）が渡す媒体を作る（見本）
tour-prepared = 　medium/ に見本のファイルを作りました（日本語の名前、空のファイル、{ $size } のファイル、深いフォルダー）
tour-parties = ■ 甲と乙がそれぞれ案件と鍵を作り、カードを交換する
tour-handover = ■ 受渡し（第16条）: 乙が媒体を受け取り、甲の一覧と照合し、預り証を出す
tour-transport = ■ 移送（第12条）: 乙が封緘し、甲が検証・開封して受領確認書を返し、乙がそれを検証する
tour-disposal = ■ 消去（第17条）: 乙が媒体のファイルを消去し、データ消去証明書を出す
tour-wipe-unknown = 　この場所では、消去は「未検証」（終了コード 4）で終わりました。取り除きましたが、元の内容が残っていないことまでは確かめられません。
tour-check = ■ 検証: 双方の書類と台帳をすべて検証する

tour-documents = できた書類（{ $path }）:
tour-commands = 実行したコマンド（すべて上のフォルダーの中で）:
tour-done = ひと回りしました（{ $seconds } 秒）。書類は { $path } の下に残してあります。PDF を開いてご覧ください。
tour-done-without-pdf = ひと回りしました（{ $seconds } 秒）。書類は { $path } の下に残してあります。この azukari は PDF なしで作られているので、HTML を開いてご覧ください。

err-tour-in-use = フォルダーが空ではありません: { $path }
rec-tour-in-use = 新しいフォルダーの名前を指定してください（例: azukari tour 見本）。
err-tour-step = 途中のコマンドが終了コード { $exit } で終わりました: { $command }
rec-tour-step = 上に表示されたそのコマンドのメッセージを見てください。「azukari doctor」で環境も調べられます。
