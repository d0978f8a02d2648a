"""Good mail of papers, societies, conferences, job boards and forums: much text, many links, strong words."""
from . import letters

letters("tech-weekly-en", "bulk", "en", "bulk", """
S: Issue #$n$m: {the cost of caching|what a breach taught us|garbage collectors, explained}
# This week in backends
Hello $first, a long one this week. The big story: attackers stole session cookies from a support tool and walked around multi-factor authentication. The write-up is honest and worth your time.
* How a password manager shards its vaults ($m min)
* Phishing kits now proxy the real login page: what a security team saw
* Postmortem: a bank's outage that began with a leap second
* Show and tell: a spreadsheet in $n kilobytes of C
---
SPONSOR: Tessel Cloud gives you $amount in free credits. Try it in two minutes, no credit card.
> Read online
~ You're one of $n,$last readers. Unsubscribe with one click, no hard feelings.
====
S: {Release day|Security digest}: patches you want today
Three things to patch before the weekend:
* A mail server: a crafted header runs code, CVSS 9.$m
* A VPN appliance: login bypass, exploited in the wild
* A build plugin that sent tokens to a wallet-stealing host
Check your logs for $ip. Details and indicators behind the link.
> Full advisory
?Hiring? A slot in this letter costs $amount; reply.
====
S: Weekend reading for {makers|engineers}: slow software
Dear reader, no links to news today, just an essay. We asked five people who maintain old programs why they do it. "Nobody pays me," says $name, "but every month a hospital writes to say thank you."
> Continue reading
""", org="Backend Weekly:backend-weekly|Stack Letter:stack-letter|Quiet Code:quiet-code")

letters("finance-brief-en", "bulk", "en", "bulk", """
S: Morning brief: {stocks slide|bonds rally|oil jumps} as {banks report|inflation cools|Bitcoin falls $m%}
Good morning. Markets opened lower in {London|Tokyo}; the central bank meets on $later.
* Mapleford Bank lost $m% after profit fell to $big
* Bitcoin traded at $amount; a wallet provider froze withdrawals
* The pound bought $fee; gold is up for a fifth week
Our view: don't chase the rally. Cash earns something again, and guaranteed returns still do not exist.
> Read the full briefing
~ This is not investment advice. The value of investments may go down as well as up.
====
S: Your weekly portfolio summary
Dear investor, your portfolio was worth $amount at the close on $date, {up|down} $m% on the week. Dividends of $fee were credited.
> See performance
~ Capital at risk. Past performance is no guide to future returns.
====
S: Are you paying too much tax on your savings?
$first, with rates where they are more savers will have a tax bill this year. Our guide explains allowances, when to claim a refund and the deadline of $later. It's free for readers.
> Download the guide
""", org="Ledger Post:ledgerpost|Harbour Capital:harbour-capital|Pennywise Weekly:pennywise-weekly")

letters("politics-en", "bulk", "en", "bulk", """
S: The vote is tomorrow. Here is what is at stake
Friends,
tomorrow the council votes on whether to close two libraries. They say there is no money. Yet last year $big went on consultants! We cannot let them do this in the dark.
Come to the town hall at $hour. Bring neighbours. And if you can, chip in $fee for leaflets: every pound counts before midnight.
> Donate $fee
In hope, $name
~ Paid for by Alderton Forward. Contributions are not tax deductible.
====
S: What happened in parliament this week
Monday: the minister denied the report of our correspondent, then confirmed it. Tuesday: a row over gambling adverts; the bill to ban betting sponsors passed its second reading. Thursday: $n lawmakers asked why a warning about water quality had been withheld.
> Read the analysis
? Forward this letter to a friend who cares.
====
S: URGENT: sign before $later
$first, in two days the harbour commission decides about the terminal. $n,$last people have already signed. Add your name now, and share the petition with five friends.
> Sign the petition
""", org="Alderton Forward:alderton-forward|The Gallery:thegallery-press|Clean Harbour Campaign:cleanharbour")

letters("finance-zh", "bulk", "zh", "bulk", """
S: 【早报】{沪指收涨|黄金再创新高|央行开展逆回购}，$date
各位投资者早上好。昨日三大指数{涨跌不一|集体回调}，成交$n$m亿元。北向资金净流入$n亿元。
* 宏观：$month制造业采购经理指数公布，高于预期
* 公司：和润电器发布业绩预告，净利润同比增长$pct%
* 外盘：原油下跌$m%
> 查看完整早报
~ 以上内容仅供参考，不构成投资建议。市场有风险，投资需谨慎。
====
S: 您持有的基金分红公告
尊敬的基金份额持有人：您持有的“远见稳健”基金将于$later进行收益分配，每10份派发红利$fee元，默认方式为{现金分红|红利再投资}。如需变更请于权益登记日前在交易平台修改。
====
S: 防范非法集资宣传月：这些“高收益”要当心
宣称“保本高息”“内部消息”“稳赚不赔”的，十有八九是骗局。本期通报三起冒用我司名义的荐股微信群，请投资者通过官方渠道核实，切勿向个人账户转账。
> 查看案例
""", org="远见基金:yuanjian-fund|江州证券:jiangzhou-sec|财闻周刊:caiwen-weekly")

letters("webinar-series-zh", "bulk", "zh", "bulk", """
S: 【直播预约】第$m讲：{制造业数字化转型怎么落地|发票电子化与财务共享|等保合规实战}
$name您好，“实战公开课”系列第$m讲将于$later $hour开播，主讲人{$other|$third}，$org解决方案总监。
* 为什么项目总在上线前一周出问题
* 三个行业案例复盘
* 现场答疑，送出$n本纸质书
> 免费预约
错过也没关系，报名用户可观看回放。
====
S: 邀请函｜$year$org用户大会·$city站
尊敬的客户：诚邀您出席于$later在$city国际会议中心举行的用户大会。上午主论坛，下午设三个分论坛，会议免费，含午餐。请点击链接登记参会信息，席位有限，以确认短信为准。
> 登记参会
会务联系：$other $phone
====
S: 回放与讲义下载：感谢您参加昨天的直播
感谢参与！共有$n$m位同行在线。讲义PDF与回放已上传，观看需用报名手机号登录。下期预告：$later，聊聊供应商管理。
> 观看回放
""", org="云栈科技:yunzhan|青禾办公:qinghe-oa|知行网校:zhixing-edu|百川云:baichuancloud")

letters("event-invite-en", "bulk", "en", "bulk", """
S: You're invited: {product evening|private view|breakfast briefing} in $city, $later
Dear $first,
we'd love to see you at our {autumn evening|breakfast briefing} on $later at $hour. Three customers will talk for ten minutes each, without slides. There is food, and no sales pitch before the second glass.
Places are limited to $n. Please reply by $earlier or use the button.
> RSVP
Warm regards, $name, Events
====
S: Your ticket for {Harbour Nights|DataConf $city|the Christmas market run}
Hi $first! This is your ticket, please bring it on your phone or on paper.
| Order: $no
| Ticket: general admission, 1
| Doors: $later, $hour
| Price: $price incl. fees
> Add to wallet
Can't make it? You may transfer the ticket to a friend until the day before.
====
S: {Last chance|48 hours left}: early-bird prices end on $later
The price goes up by $amount at midnight. Two days of talks, $n speakers, one boat trip. Groups of three or more save $m%.
> Register now
""", org="DataConf:dataconf|Harbour Nights:harbour-nights|Tessel Cloud:tessel|Lumen Yard:lumenyard")

letters("cfp-en", "bulk", "en", "bulk", """
S: CfP: {13th|8th|21st} Workshop on {Trustworthy Systems|Language Resources|Coastal Engineering}, $city
[Apologies for multiple postings]
CALL FOR PAPERS
The workshop brings together researchers who work on the design, measurement and teaching of the field. We invite original, unpublished papers of up to $m pages.
* Submission deadline: $later (anywhere on earth, firm)
* Notification: four weeks later
* Camera ready: as announced
Topics include, but are not limited to, methods, tools, negative results, reproducibility. Proceedings are open access; there is no publication fee.
Programme chairs: $name (Lakeside University), $other (Alder College)
====
S: Your submission $last: decision
Dear $first $name,
thank you for submitting paper $last. We had $n submissions of very high quality. We are {happy to inform you that your paper has been accepted|sorry to inform you that we cannot accept your paper}. Reviews are below. {Registration of one author by $later is required.|We hope that they help.}
---
Reviewer 2: The evaluation convinces me, the related work does not. Score: weak accept.
====
S: Reminder: review due in $m days
Dear reviewer, the review of manuscript TS-$last ("Bounded parsing of hostile input") is due on $later. If you need more time, just tell us; if you must decline, please name a colleague.
> Go to the manuscript
""", org="Trustworthy Systems Society:tss-conf|Alder College:alder-college|Coastal Letters:coastal-letters", box="chairs|editor|submissions|announce")

letters("journal-zh", "bulk", "zh", "notice", """
S: 稿件处理通知（稿号$last）
$name老师：您好！您投给《{湖泊工程|信息管理|机械设计}》的稿件“基于多源数据的……”已通过初审，现进入外审阶段，周期约$m周。请勿一稿多投。登录采编系统可查询进度。
====
S: 审稿邀请：《信息管理》编辑部
尊敬的$name教授：现有一篇稿件（稿号$last）与您的研究方向相符，诚请您审阅，并于$later前返回意见。如不便审阅请尽早告知。审稿费按规定标准发放，届时请在系统内完善银行信息。
> 进入审稿系统
====
S: 版面费及发票事宜
作者您好：您的稿件已录用，拟刊于$year年第$m期，请于$later前将版面费$amount汇至编辑部公布账户，汇款请注明稿号，并在系统中填写开票信息，电子发票将发送至本邮箱。
""", org="湖泊工程编辑部:hupo-journal|信息管理编辑部:xxgl-journal", box="editor|bjb|tougao")

letters("job-alert-en", "bulk", "en", "bulk", """
S: {$n new jobs for "$city"|$first, $org thinks you're a match}
# Jobs picked for you
* Purchasing assistant, Nordlake Supplies, $city: part-time, {remote possible|on site}
* Accounts payable clerk, Fernway Foods, from $amount a year
* Driver, Parcelwing, immediate start, no experience needed
* Electrician, Oakridge Utilities
> See all jobs
~ You receive job alerts weekly. Be careful: a real employer never asks you to pay for training or to receive money for others.
====
S: Your application was {viewed|sent} to Copperfield Tools
Hi $first, good news: your application for {Warehouse lead|Office manager} was viewed by the hiring team on $date. Most candidates hear back within $m days.
> View application
====
S: $name invited you to interview
Dear $first, we'd like to invite you to a first conversation about the position of {payroll specialist|site engineer} on $later at $hour, by video. Please confirm with the button or propose another time. No preparation is needed; bring questions.
> Confirm
""", org="Jobharbor:jobharbor|Workfinder:workfinder|Careerlane:careerlane")

letters("job-alert-zh", "bulk", "zh", "bulk", """
S: 为您推荐$n个新职位 | $city
$name您好，根据您的简历，我们为您找到以下职位：
* 采购专员 华信集团 8-12K {五险一金、双休|年底双薪}
* 财务会计 北辰机械 7-10K
* 客服兼职 日结 锦程商城
> 查看全部职位
~ 求职提示：凡以培训、押金、体检为由收费的，请立即举报。
====
S: 面试邀请：$firm{行政主管|机械工程师}
$name，您好！您投递的简历已通过筛选，邀请您于$later $hour来公司面试。地址：$city市高新区某路$n号，联系人$other，电话$phone。请携带纸质简历及学历证书。如时间不便请提前联系改期。
====
S: 您的简历被{查看|下载}了
您好，$firm的HR于$clock查看了您的简历。刷新简历可提高曝光率$pct%。
> 去看看谁看过我
""", org="智聘网:zhipin-net|前程直聘:qiancheng-hr|人才大厅:rencai-hall")

letters("charity-appeal", "bulk", "en", "bulk", """
S: Her well ran dry. Will you help before winter?
Dear friend,
when Amina turned nine she was walking two hours a day for water. Thanks to supporters like you her village now has a pump. But $n more villages are waiting, and the rains have failed again.
Just $fee gives a family clean water for a month. Until $later a generous donor will double every gift, up to $big.
> Give now
With gratitude, $name
~ Registered charity $no. 87 pence of every pound goes to our work.
====
S: Your donation receipt for $year
Thank you, $first. This is your receipt for tax purposes: we received $amount in the year $year. No goods or services were given in return. Please keep it with your records; to claim tax relief, we need the declaration that you find in your account.
====
S: Emergency appeal: floods in the delta
The water rose within an hour. Our teams are handing out blankets, food and cash to the hardest hit. You can act right now: $price pays for a shelter kit. Money arrives within a day, and you can follow what it does on our page.
> Donate today
""", org="Wells for All:wellsforall|Delta Relief:delta-relief|Millshire Hospice:millshire-hospice")

letters("charity-zh", "bulk", "zh", "bulk", """
S: 捐赠票据已开具，感谢您的爱心
尊敬的捐赠人$name：您于$earlier向“{乡村图书角|净水计划|大病儿童救助}”项目捐赠$price，公益事业捐赠电子票据已开具，可在年度汇算时抵扣个人所得税。
> 下载票据
====
S: 项目进展：第$n所图书角落成
亲爱的月捐人，因为有您，$city郊区的孩子们有了自己的图书角。本月收到捐款$amount，支出$price，明细已在官网公示，欢迎监督。
> 查看月报
我们不会委托任何个人收款，请认准基金会对公账户。
""", org="青苗公益基金会:qingmiao-foundation|净源基金会:jingyuan-foundation")

letters("digest-en", "bulk", "en", "bulk", """
S: [{users|gardeners|devel}] Digest, Vol $n, Issue $m
Send submissions to the list; to leave it, visit the page of the list or send a message with the word help.
Today's Topics:
* 1. Re: tomatoes split after rain ($name)
* 2. Selling: greenhouse, pick up in $city, $price ($other)
* 3. PSA: phishing mail that pretends to be our list ($third)
---
Message: 3
Somebody sends mail to members that says "verify your mailbox or your account will be closed", with a link. Don't click. The list never asks for passwords. Real passwords only go into the page at our own address.
====
S: {Daily digest|What you missed} in {r-houseplants|Homebrew forum|Bike repair club}
* Is this mould? $n replies
* My neighbour won $big in the lottery and will not share (long)
* Best cheap watch under $price?
* Casino themed birthday party, ideas wanted
> Open the forum
~ You are on daily digests. Change or unsubscribe in your settings.
====
S: $other replied to your post "{How do I reset the pump?|Invoice template}"
"Hold the button for ten seconds. If it still blinks send me a message with the serial number, I have spares." $other, $clock
> View reply
""", org="Greenthumb Forum:greenthumb-forum|Homebrew List:homebrew-list|Bike Repair Club:bikerepair-club", box="digest|users-bounces|forum|noreply")

letters("newsletter-life-ja", "bulk", "ja", "bulk", """
S: 【$org】{冬の大感謝祭|ポイント$n倍|タイムセール}本日スタート
$name 様
いつもご愛顧いただき、誠にありがとうございます。本日より感謝祭を開催いたします。
* 羽毛布団 $price
* 電気ケトル $fee
* 送料無料クーポン進呈
> セール会場へ
~ 配信停止をご希望の方は会員ページよりお手続きください。
====
S: 宿泊予約の確認（予約番号 $no）
$name 様、ご予約ありがとうございます。
| チェックイン: $later 15:00
| プラン: 朝食付き {禁煙ツイン|和室}
| 料金: $amount（税込）
キャンセルは前日18時まで無料です。当館からメールやチャットでカード番号をお伺いすることはございません。
====
S: 求人のご案内：$cityの新着$n件
ご希望の条件に合う求人をお届けします。事務（経験により優遇）、軽作業、在宅データ入力など。応募は会員ページから。
> 求人を見る
""", org="みなと商店:minato-shop|つばめ旅行:tsubame-travel|はたらくナビ:hataraku-navi")

letters("order-notice-en", "bulk", "en", "notice", """
S: {Dispatched|On its way}: order $no
Hello $first,
we've handed your order to Parcelwing; the tracking number is $track. Two small things to know: the driver needs a signature, and we left out the gift wrap because it tore. We refunded $fee for that.
> Track your order
====
S: Out for delivery today between $hour and 18:00
| Parcel: $track
| From: Copperfield Tools
| Driver: $other
| Stops before you: $n
Not in? Tell the driver where to leave it. Deliveries from outside the country may carry customs charges, which the sender has already paid for this parcel.
> Delivery options
====
S: Delivered: your parcel is {in the porch|with a neighbour|at the locker}
Your parcel $track was delivered at $clock. Locker code: $code, valid until $later. A photo is in the app.
Problem? Report it within 14 days.
""", org="Parcelwing:parcelwing|Northern Courier:northcourier|Copperfield Tools:copperfield-tools", box="tracking|noreply|delivery|orders")
