doctor-good = ○ 良好
doctor-bad = × 要対応
doctor-unknown = ？ 不明
doctor-ssh-keygen-found = ssh-keygen があります（{ $path }）。署名を azukari なしでも確かめられます。
doctor-ssh-keygen-missing = ssh-keygen が見つかりません。azukari は動きますが、署名をこのパソコンの標準の道具で確かめることはできません。OpenSSH クライアントを入れてください。
doctor-clock-plausible = 時計は { $now } です。ありえない日時ではありませんが、正しいことまでは確かめていません。
doctor-clock-past = 時計が { $now } で、過去になっています。書類の日時が誤りになるので、合わせてください。
doctor-core-off = 異常終了しても、鍵を含むメモリの内容はディスクに書き出されません（コアダンプ無効）。
doctor-core-on = コアダンプを無効にできませんでした。異常終了のとき、鍵がディスクに残るおそれがあります。
doctor-core-unknown = このOSでは、コアダンプの設定を調べられません。
doctor-swap-none = スワップ領域がないので、鍵を含むメモリがディスクに移ることはありません。
doctor-swap-on = スワップ領域があります（{ $areas }）。鍵を含むメモリがディスクに移るおそれがあります。スワップの暗号化を確かめてください。
doctor-swap-unknown = このOSでは、スワップの状態を調べられません。
doctor-fonts-found = 書類に使うフォント: { $fonts }
doctor-fonts-none = 日本語のフォントが見つからないので、PDF を作れません（html・md・txt・csv は作れます）。フォント（例: fonts-ipaexfont、fonts-noto-cjk）を入れるか、--font-path で指定してください。
doctor-fonts-no-pdf = この azukari は PDF の機能なしで作られています。html・md・txt・csv は作れます。
doctor-lock-unlimited = 鍵を置くメモリを固定する量に、制限はありません。
doctor-lock-limit = 固定できるメモリは { $size } までです。azukari はメモリを固定しないので、スワップの行を見てください。
doctor-lock-unknown = このOSでは、固定できるメモリの量を調べられません。
doctor-keys-no-home = 鍵を置く場所が分かりません。環境変数 AZUKARI_HOME に、鍵を置くフォルダーを設定してください。
doctor-keys-none = { $path } に、まだ鍵がありません。「azukari key new」で作れます。
doctor-keys-incomplete = { $path } の鍵がそろっていないか、カードが読めません。控えから戻してください。
doctor-keys-good = 鍵は { $path } にあり、本人だけが読めます。
doctor-keys-open = { $path } の鍵を、ほかの利用者も読めます。権限を本人だけ（0600）にしてください。
doctor-keys-unjudged = 鍵は { $path } にあります。ほかの利用者が読めるかどうかは、このOSでは調べていません。
doctor-extents-told = { $path }（{ $kind }）では、ファイルの置かれた場所が分かります。消去のとき、どこを上書きしたかを確かめられます。
doctor-extents-not-told = { $path }（{ $kind }）では、ファイルの置かれた場所が分かりません。消去しても、もとの場所を上書きしたことは確かめられません。
doctor-extents-unknown = { $path }（{ $kind }）に試しのファイルを作れないので、ファイルの置かれた場所が分かるかどうか調べられません。
doctor-leftover = { $started } に始めた作業（{ $kind ->
    [open] 開封
    [seal] 封緘
    [wipe] 消去
    [wipe-free] 空き領域の消去
    [import] 書類の取り込み
    [receive] 受領
    [issue] 書類の発行
    [init] 案件の作成
   *[other] { $kind }
}）の残り: { $paths }
doctor-leftover-parts = 途中で切れた作業の、書きかけのファイル: { $paths }
