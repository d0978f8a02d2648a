"""Good mail whose words are those of bad mail: what the worst of a filter's mistakes are made of."""
from . import letters

letters("boss-real-en", "ham", "en", "inside", """
S: {quick favour|Are you in today?}
Hi $first, are you at your desk? I'm in the board meeting until noon and can't take calls. Could you print the agenda and bring it up to room $n? Thanks!
====
S: Invoice from $third, please pay today
$first, the invoice of the consultants is approved, I signed it in the system this morning (request $no, $amount). It's a bit overdue, so please include it in today's payment run if you can. Any question, come by.
====
S: Gift cards for the raffle
Hi all, for the summer party we need $m gift cards of $fee each. Purchasing orders them through the usual supplier; please don't buy any yourself. The list of winners is confidential until Friday.
""", shown="$other", box="grace.holt|peter.lamb|n.field|v.stone", sign="{Thanks|Best}, $other", ways="exchange outlook apple gmail", form="plain")

letters("boss-real-zh", "ham", "zh", "inside", """
S: {在公司吗|有空回电|辛苦处理一下}
$name，我下午在外面开会，电话可能接不到。你把上周的报价单打印两份放我桌上，另外通知$third明早九点开会。
====
S: 付款申请请尽快走流程
$name，和润电器那笔尾款$amount今天到期，OA里的付款申请我已经批了，单号$no，麻烦跟财务说一下尽量今天付。
====
S: 通讯录和值班表
各位，请各部门今天下班前把通讯录更新到共享盘的表格里（不要用邮件发），国庆值班表也一并填好。
""", shown="$other", box="zhouqm|heyt|gaozy", sign="$other", ways="foxmail exchange outlook", form="plain")

letters("oa-flow-zh", "ham", "zh", "inside", """
S: 【OA待办提醒】您有$m条流程待审批
$name，您好！以下流程已到达您的节点：
| 流程：{费用报销|用印申请|采购申请|出差申请}（$no）
| 发起人：$other
| 到达时间：$date $clock
请登录OA及时处理，超过48小时未处理将自动催办。
> 进入待办
====
S: 关于邮箱账号清理的通知
各部门：为加强账号管理，信息中心将清理长期未登录的邮箱账号。90天未登录的账号将于$later停用，停用后数据保留半年。如需保留，请部门秘书统一在OA提交名单，个人无需操作，也不用点击任何链接登录验证。
====
S: 流程办结：{合同审批|请假申请|薪资调整审批} $no
您发起的流程已由$other审批通过，流程结束。审批意见：同意。
""", shown="{OA系统|协同办公|流程中心|信息中心}", box="oa|workflow|oa-notice")

letters("refute-zh", "bulk", "zh", "bulk", """
S: 【辟谣】{$city自来水有毒？|某地将发生大地震？|盐要涨价？}官方回应来了
近日，网传“$city自来水检出剧毒，新闻都被删了，赶紧转发”等信息，经核实均为谣言。水务部门表示，出厂水质各项指标合格，每日公示。公安机关已对首发者依法处理。
* 谣言：千万别再吃草莓，致癌。真相：市场抽检合格率为98%
* 谣言：银行要倒闭，存款取不出。真相：存款受存款保险保障
请不信谣、不传谣，以官方发布为准。
> 查看更多辟谣
====
S: 每周科学辟谣：大蒜、绿豆能治病吗
转发最多的养生帖里，十条有九条没有依据。本期请来$other医师逐条拆解：“癌细胞怕热水”“输液通血管”为什么是错的。
> 阅读全文
""", org="江城晚报:jiangcheng-news|科普中心:kepu-center")

letters("factcheck-en", "bulk", "en", "bulk", """
S: Fact check: {no, banks are not closing on Friday|garlic does not cure the flu|the tap water in $city is safe}
A message that says "they don't want you to know, forward to everybody you love" went round this week. We traced it to a page that sells supplements. What it claims is false:
* Banks do not close; the rumour was shared $n thousand times
* No child was taken by a white van in $city, the police say
* The vaccine does not contain a chip
> Read the full check
====
S: Health bulletin: flu season, and where to get a vaccine
The public health office reports more cases than last year. There's no shortage of beds. Pharmacies vaccinate without an appointment from $later; it is free for people over 60.
""", org="Plainfacts:plainfacts|Millshire Health Office:millshire-health")

letters("pharmacy-real-en", "bulk", "en", "notice", """
S: Your prescription is ready to collect
Hi $first, your prescription ($m items) is ready at $org, $city. Please bring an identity document. We keep it until $later. Your co-pay is $fee.
====
S: Time to reorder your repeat prescription
Hello $first, you have about a week of tablets left. Order in the app or reply with YES by text. Your surgery must approve it, which takes up to three days.
> Reorder
====
S: Sexual health clinic: results and booking
Your recent test results are ready in the confidential portal; no details are sent by mail. Clinic hours: Monday to Thursday. Pills for emergencies are available without an appointment.
""", org="Corner Pharmacy:corner-pharmacy|Wellspring Chemists:wellspring-chemists", box="noreply|prescriptions|hello")

letters("lottery-real", "bulk", "en", "notice", """
S: Your {draw results|lottery results} for $date
Hello $first, the results are in. Check your tickets in your account; for your security we never notify winners of large prizes by email and never ask for a fee to pay a prize.
| Draw: $date
| Tickets: $m
| Next jackpot: $big
Set your limits, play responsibly. 18+ only.
> Check your tickets
====
S: Dispute decision: case $no
We looked at your claim about the transaction of $price with {Spin Palace|a betting site} and decided in your favour. The provisional credit is now final. If the merchant contacts you, do not reply.
""", org="State Lottery of Millshire:millshire-lottery|Mapleford Bank:maplefordbank")

letters("account-ja", "bulk", "ja", "notice", """
S: 【$org】パスワード再設定のご案内
$name 様、パスワード再設定のお申し込みを受け付けました。$n分以内に下記のページからお手続きください。
> パスワードを再設定する
お心当たりのない場合は、このメールを破棄してください。パスワードは変更されません。
====
S: 【$org】新しい端末からのログインがありました
| 日時: $date $clock
| 端末: Windows Chrome
| IPアドレス: $ip
ご本人様の操作であれば手続きは不要です。お心当たりのない場合は、公式アプリからパスワードを変更してください。
====
S: 認証コード：$code
ログイン用の認証コードです。有効期限は$m分です。第三者には絶対に教えないでください。当社係員がお聞きすることはありません。
====
S: 【重要】利用規約改定のお知らせ
平素は格別のお引き立てを賜り厚く御礼申し上げます。$laterより利用規約を改定いたします。お客様によるお手続きは不要です。
""", box="noreply|account|info")

letters("bank-office-ja", "bulk", "ja", "notice", """
S: 【$org】お支払い方法の有効期限が近づいています
$name 様、ご登録のクレジットカード（下4桁 $last）の有効期限が近づいております。新しいカードがお手元に届きましたら、会員ページの「お支払い情報」からご更新ください。すでに更新済みの場合は行き違いですのでご容赦ください。
====
S: 振込受付のお知らせ
| 受付日時: $date $clock
| 振込金額: $amount
| お受取人: $other 様
お取引の内容はインターネットバンキングの取引明細でご確認ください。お心当たりがない場合は、カスタマーセンターまでお電話ください。
====
S: 国税に関するお知らせ：納付期限は$laterです
e-Taxに申告等データを送信された方へ、納付期限のお知らせです。振替納税をご利用の方の手続きは不要です。税務署からメールで差押えの予告や、カード・電子マネーでの納付をお願いすることはありません。
""", org="あおば銀行:aobabank|みなとカード:minato-card|東雲税務署:shinonome-tax", box="noreply|info|oshirase")

letters("offer-known-en", "ham", "en", "person", """
S: Re: website relaunch, our proposal
Hi $first, as discussed on the phone here's our proposal for the new website, including search engine optimisation and hosting. Two options, $amount and $price a month. References on request; two of them you know.
====
S: New price list from $later
Dear $first, attached is our price list. Copper went up, so cables rise by $m%; LED panels are cheaper. Samples of the new series are free, as always. Shall I come by on $weekday?
====
S: Line of credit: signed copy
Hello $first, the credit committee has approved the overdraft of $big for the season. Please sign both copies at the branch. Collateral and interest are as in the term sheet of $earlier.
""", thread=True, files=("pdf",), sign="{Regards|Best}, $name, $org, $phone")
