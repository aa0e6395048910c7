# ヘルプとマニュアルのことば。属性の名前は引数の名前（languages do not change them）

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
    .case = 案件フォルダ（なければ $AZUKARI_CASE、次に今のフォルダから上へ探す）
    .lang = 表示のことば。なければ環境に合わせる
    .json = 結果を JSON で出す（1行に1つ）
    .quiet = 警告とエラーのほかは表示しない
    .yes = 確認の質問にすべて「はい」と答える（スクリプト用）
    .passphrase-file = パスフレーズをファイルから読む
    .passphrase-fd = パスフレーズをファイル記述子から読む
    .help = 使い方を表示する
    .version = 版を表示する

help-doctor = このパソコンでできることと、できないことを調べる
help-man = マニュアルを書き出す
    .dir = 書き出すフォルダ（日本語版は DIR/ja）
help-completions = シェルの補完スクリプトを出す
    .shell = bash, zsh, fish, powershell, elvish のどれか
