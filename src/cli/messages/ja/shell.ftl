# 画面のことば（枠組み）

error-line = エラー: { $text }
next-line = 次の操作: { $text }
warning-line = 注意: { $text }

phase-walk = 一覧の作成
phase-compress = 圧縮の見積もり
phase-hash = ハッシュ計算
phase-seal = 封緘
phase-read-back = 書き込みの確認
phase-open = 開封
phase-verify = 検証
phase-overwrite = 上書き
phase-search = 残りを探しています
phase-verify-wipe = 上書きの確認
progress-left = 残り

confirm-keys = [y/N]
plugin-says = { $program }: { $message }
plugin-waiting = { $program } の応答を待っています。鍵が差してあるか、触れる必要がないか、確かめてください。
plugin-asks = { $program } からの質問: { $message }:
plugin-choice = { $program } からの質問: { $message }（y = { $yes }、N = { $no }）{ $keys }
plugin-choice-no = いいえ
prompt-new-passphrase = 新しいパスフレーズ:
prompt-passphrase-again = もう一度同じパスフレーズ:
warn-passphrase-not-ascii = パスフレーズに英数字・記号以外の文字があります。別のパソコンや別の入力方法では同じ文字を打てないことがあります。

err-no-terminal = 確認の質問が必要ですが、答える人のいる端末がありません。何も変更していません。
rec-no-terminal = 端末から実行してください。スクリプトから実行するときは --yes を付けてください。
err-no-terminal-option = 人が入力する項目がありますが、入力できる端末がありません。何も変更していません。
rec-no-terminal-option = 端末から実行してください。スクリプトから実行するときは { $option } を付けてください（--yes は代わりになりません）。
err-declined = 「いいえ」と答えたので中止しました。何も変更していません。
rec-declined = 内容を確かめてから、もう一度実行してください。
err-word-differs = 入力した文字が「{ $wanted }」と違います。何も変更していません。
rec-word-differs = ここで終わります。やめるなら、何もしなくてかまいません。続けるなら、同じコマンドをもう一度実行し、「{ $wanted }」とそのまま入力してください。
err-passphrase-no-terminal = パスフレーズが必要ですが、入力できる端末がありません。
rec-passphrase-no-terminal = 端末から実行するか、--passphrase-file または --passphrase-fd を使ってください。
err-passphrase-read = { $place } からパスフレーズを読めません（{ $reason }）。
rec-passphrase-read = ファイルの場所と、読み取りの権限を確かめてください。
err-passphrase-empty = パスフレーズが空です。
rec-passphrase-empty = 1文字以上のパスフレーズを入れてください。
err-passphrase-not-text = パスフレーズが文字（UTF-8）として読めません。
rec-passphrase-not-text = パスフレーズのファイルを UTF-8 の文字で作り直してください。
err-passphrase-differs = 2回入力したパスフレーズが一致しません。何も変更していません。
rec-passphrase-differs = もう一度実行して、同じパスフレーズを2回入力してください。
interrupted-unchanged = 中断しました。何も変更していません。
warn-passphrase-short = パスフレーズが短く、推測されやすいものです。{ $advised } 文字以上にしてください。「azukari key passphrase」で変えられます。
err-passphrase-short = 新しいパスフレーズが短すぎます（{ $least } 文字以上が必要です）。何も変更していません。
rec-passphrase-short = 鍵のファイルを写し取られたとき、短いパスフレーズはすぐに見破られます。いくつかの語を並べた長い文にしてください。
err-write = { $place } に書けません（{ $reason }）。
rec-write = 空き容量と書き込みの権限を確かめてください。
err-exists = { $path } はすでにあります。上書きはしません。
rec-exists = 別の名前を指定するか、今あるファイルを移してください。
err-read = { $path } を読めません（{ $reason }）。
rec-read = ファイルの場所と、読み取りの権限を確かめてください。
err-interrupted = 中断しました。
rec-interrupted = もう一度同じコマンドを実行してください。残ったものがあれば、次の実行の始めにお知らせします。
err-bug = azukari の不具合で止まりました（{ $place }）。
rec-bug = 直前のコマンドとこの表示を添えて、開発元に知らせてください。

err-usage-unknown-argument = { $argument } という引数はありません。
rec-usage-unknown-argument = 使い方は「{ $help }」で見られます。
err-usage-unknown-argument-like = { $argument } という引数はありません。
rec-usage-unknown-argument-like = { $like } ではありませんか。使い方は「{ $help }」で見られます。
err-usage-unknown-command = { $name } というコマンドはありません。
rec-usage-unknown-command = コマンドの一覧は「{ $help }」で見られます。
err-usage-unknown-command-like = { $name } というコマンドはありません。
rec-usage-unknown-command-like = { $like } ではありませんか。一覧は「{ $help }」で見られます。
err-usage-missing-argument = 必要な引数がありません: { $argument }
rec-usage-missing-argument = 引数を足してください。使い方は「{ $help }」で見られます。
err-usage-missing-command = コマンドがありません。
rec-usage-missing-command = コマンドの一覧は「{ $help }」で見られます。
err-usage-invalid-value = { $argument } の値「{ $value }」は使えません。
rec-usage-invalid-value = 使える値は「{ $help }」で見られます。
err-usage-value-missing = { $argument } の値がありません。
rec-usage-value-missing = { $argument } の後に値を書いてください。使い方は「{ $help }」で見られます。
err-usage-value-count = { $argument } の値の数が合いません。
rec-usage-value-count = 使い方は「{ $help }」で見られます。
err-usage-conflict = { $argument } と { $other } は同時に使えません。
rec-usage-conflict = どちらか一方だけにしてください。使い方は「{ $help }」で見られます。
err-usage-not-text = 引数に文字として読めない部分があります。
rec-usage-not-text = 引数を UTF-8 の文字で書いてください。
err-usage-other = コマンドの書き方が正しくありません。
rec-usage-other = 使い方は「{ $help }」で見られます。

exit-done = 完了し、確かめた
exit-failed = 失敗した
exit-usage = コマンドの書き方の誤り
exit-bad = 検証の結果が「不合格」（署名・鎖・パッケージ・読み返し）
exit-unknown = 検証の結果が「未検証」（鍵がない、読めない部分がある、消去を証明できない場所である）
exit-refused = 安全のため実行しなかった。何も変更していない
exit-ledger = 台帳を使えない
exit-partial = 一部だけ完了した。どれかは報告に書いてある
exit-bug = azukari の不具合
exit-interrupted = 中断した。状態は記録してある

man-written = マニュアルを { $path } に書きました。
