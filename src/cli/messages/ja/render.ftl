# 文書の出力(render)
err-render-format = 出力形式「{ $format }」はありません。
rec-render-format = pdf、html、md、txt、csv のどれかを指定してください。

err-render-pdf-not-built = この azukari は PDF を扱えません（PDF の機能を含まずに作られています）。
rec-render-pdf-not-built = --format html で出力するか、PDF の機能を含む azukari を使ってください。

err-render-no-font = PDF に使う日本語のフォントが見つかりません。
rec-render-no-font = フォントを入れてください（Debian・Ubuntu は fonts-morisawa-bizud-mincho と fonts-morisawa-bizud-gothic）。フォントのファイルを --font-path で指定することも、--format html で出力することもできます。

err-render-font-path = 指定されたフォント「{ $path }」を読めません（{ $reason }）。
rec-render-font-path = フォントのファイル（.ttf、.otf、.ttc）またはそのフォルダーを --font-path で指定してください。

err-render-missing-glyph = 「{ $place }」の「{ $value }」にある文字「{ $character }」（{ $code }）を表示できるフォントがありません。
rec-render-missing-glyph = この文字を持つフォント（Debian・Ubuntu は fonts-noto-cjk）を入れるか、--font-path で指定してください。--allow-geta を付けると、〓 と脚注のコード番号で出力します。

err-render-template = 書類のひな形（テンプレート）に誤りがあります: { $reason }
rec-render-template = 示された行を直してください。ひな形を指定しなければ、標準の様式で出力します。

err-render-template-drops-record = ひな形「{ $template }」は、記録を添付する部分（body）を書類に置いていません。
rec-render-template-drops-record = ひな形の form の最後に body を置いてください。

err-render-export = PDF を書き出せませんでした: { $reason }
rec-render-export = --format html でも出力できます。この不具合は、azukari の版と文書番号を添えてお知らせください。

err-render-contradiction = 記録 { $number } は { $claim } としながら、{ $against } とも記しています。食い違いのある記録は紙面にしません。
rec-render-contradiction = 記録が作られた後に書き換えられていないか、「azukari verify」で確かめ、発行者に問い合わせてください。

err-render-qr = 文書番号が長すぎて、検証用二次元コードに入りません。
rec-render-qr = 記録が azukari で作られたものか確かめてください。

err-render-not-pdf = PDF として読めません。壊れているか、PDF ではありません。
rec-render-not-pdf = 渡した人から、もう一度同じファイルを受け取ってください。

err-render-pdf-encrypted = この PDF には暗号またはパスワードが設定されています。
rec-render-pdf-encrypted = パスワードのない PDF、または JSON と署名のファイルを受け取ってください。

err-render-attachment = PDF の添付ファイル「{ $name }」を取り出せません（{ $reason }）。
rec-render-attachment = PDF が作り替えられている可能性があります。JSON と署名のファイルを受け取って確かめてください。

err-render-no-record = この PDF には azukari の記録が添付されていません。
rec-render-no-record = 印刷やコピーをし直した PDF からは添付が失われます。元の PDF、または JSON と署名のファイルを受け取ってください。

err-render-several-records = この PDF には記録が { $count } 件添付されており、紙面がどれを写したものか分かりません。
rec-render-several-records = 発行者から元の PDF を受け取ってください。

err-render-record = PDF に添付された記録を読めません（{ $reason }）。
rec-render-record = 新しい版の azukari で作られた記録かもしれません。azukari を更新するか、発行者に問い合わせてください。
