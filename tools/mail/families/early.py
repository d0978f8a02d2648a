"""The first families: commerce and notices, colleagues, phishing, business fraud, spam, rumours, illegal offers."""
from . import family

# ---- good mail that is sent to many ----
family("newsletter-en", "bulk", "en", "bulk", "{This week|Your weekly digest|The $date edition}{: | - }{$n ideas for small teams|what we learned about $city|new in $org}", """
{Hello|Hi|Dear} {$first|reader|friend}, {welcome to this week's issue|here is what our editors picked|it has been a busy week}.
{How a bakery in $city cut its energy bill by $pct percent|An interview with a designer who works from a boat|Why our readers keep paper notebooks}.
?{From the archive|Worth reading again}: {the long way to a short menu|ten questions about soil|a field guide to office plants}.
{Next week we look at|Coming up}: {cycling to work in winter|the return of the night train|reading aloud}. {See you then|Until next time}!
?{Know somebody who would like this|Enjoying it}? {Forward this issue|Tell a friend}.""", button="{Read the issue|Continue reading|Read more}")
family("offer-en", "bulk", "en", "bulk", "{Last days|Only this weekend|$first, for you}: {$pct% off|up to $pct% off} {garden tools|winter coats|all storage plans|kitchenware}", """
{The season changes and so do our shelves|Our spring sale is here|A small thank-you for being a customer}.
{Save $pct% on|Take $pct% off} {everything in the outdoor range|more than $n items|your next order} {until $later|this week only}.
?Use code {HELLO|SPRING|THANKS}$n at checkout. {Free delivery over|No delivery charge above} $amount.
{Prices include VAT. While stocks last.|Offer cannot be combined with other offers.}""", button="{Shop now|See the collection|Get the offer}")
family("webinar-en", "bulk", "en", "bulk", "{Webinar|Invitation|Join us}: {planning your migration|reporting without spreadsheets|safer suppliers} {on $later|}", """
{Hi $first|Hello}, {join our engineers|reserve your seat} on $later at $hour for {a free webinar|a live session}.
{We will show|You will learn} {how three customers moved in a week|which reports save the most time|what to ask a supplier}, {with time for questions|followed by a demo}.
?{Cannot make it|Busy that day}? {Register and we send the recording|We record it}.
{Speakers|With}: $name and $other, $org.""", button="{Register|Save my seat|Sign up free}")
family("survey-en", "bulk", "en", "bulk", "{How did we do|Your opinion matters|Two minutes for a survey}{?|, $first}", """
{You recently contacted our support about case $no|Thank you for your order $no|You stayed with us in $city}.
{We would like to know|Please tell us} {how it went|what we could do better}. {The survey takes two minutes|Only $n short questions}.
?{Among all answers we draw a voucher|Your answers are anonymous}.""", button="{Start the survey|Give feedback|Rate us}")
family("event-en", "bulk", "en", "bulk", "{Programme|Tickets|Early registration}: {$city maker days|autumn concert season|open workshop}", """
{The programme is out|Doors open on $later at $hour}. {More than $n talks|Two stages and a market} {in the old harbour|at the town hall}.
{Early tickets cost $amount until $later|Members come in free}. {Children under twelve need no ticket|Bring your own cup}.
?{Travel|Getting there}: {tram 4|the station is ten minutes away}.""", button="{Get tickets|See the programme}")
family("university-en", "bulk", "en", "bulk", "{Campus news|Library notice|Student bulletin}: {exam timetable|extended opening hours|housing applications open}", """
Dear {students|colleagues|members of the faculty}, {the timetable for the summer exams is online|the library opens until $hour from $later|applications for housing close on $later}.
{Please check your room|Bring your student card|Late applications cannot be considered}.
?{The seminar on $date is moved to $city hall|The writing centre offers consultations}.
{Office of the registrar|Student services}""", button="{Details|Open the timetable}", org="Lakeside University:lakeside-univ|Alder College:alder-college")
family("product-news-en", "bulk", "en", "bulk", "{Release notes|What is new in|Changelog for} {$org|version $n.$pct}", """
{Here is what changed this month|A short summary of the release}: {faster search|shared calendars|audit log export}, {fewer clicks for approvals|a new mobile layout}.
{We fixed|Fixed} $n {bugs that you reported|issues}, among them {wrong time zones in reports|a slow start page}.
{Deprecated|Please note}: {the old API ends on $later|version $n is no longer supported}.""", button="{Full release notes|See all changes}")
family("charity-en", "bulk", "en", "bulk", "{Thank you from|What your gift did at|A letter from} $org", """
Dear $first, {last year you helped us plant $n trees|because of donors like you the river path is open again}.
{This winter we want to|Next we plan to} {repair the hut roof|buy seeds for the school gardens}; {we still miss $amount|every amount helps}.
?{Our annual report is online|You find the accounts on our page}.""", button="{Give again|Read the report}")
family("promo-zh", "bulk", "zh", "bulk", "{【$org】|}{会员专享|限时优惠|年中大促|新品上市}{：满$n减$pct|，全场低至$pct%|，为您精选}", """
{尊敬的会员|亲爱的$name}{您好|，您好}，{$org年中盛典已开启|本周上新已到店|感谢您一直以来的支持}。
{全场满$n元减$pct元|家电数码直降$amount|精选商品第二件半价}，活动截止$later。
?{您有一张$amount优惠券即将到期|您的积分可兑换$n款礼品}，{登录APP即可使用|请在有效期内使用}。
{满99元包邮，支持七天无理由退货。|最终价格以结算页为准。}""", button="{立即抢购|查看详情|去看看}", org="锦程商城:jincheng-mall|和润电器:herun|星野旅行:xingye-travel")
family("newsletter-zh", "bulk", "zh", "bulk", "{技术周刊|每周精选|行业观察}第$n期{：|——}{数据库的慢查询|供应链的新变化|城市慢行指南}", """
{各位读者好|大家好}，{本期我们聊聊|这一期的主题是}{缓存一致性|制造业的排产难题|老街区的改造}。
{文章一|本周好文}：{从一次故障复盘说起|为什么我们放弃了微服务|$city的菜市场}。
?{工具推荐|开源项目}：{一个命令行看板|轻量的日志查询工具}。
{欢迎投稿|感谢阅读}，{下周见|我们下期再会}。""", button="{阅读全文|在线阅读}", org="知行网校:zhixing-edu|云栈科技:yunzhan")
family("bank-offer-zh", "bulk", "zh", "bulk", "{【$org】|}{信用卡积分兑换提醒|本月优惠活动|理财产品发行公告}", """
尊敬的{客户|持卡人}：{您好|感谢您选择$org}。
{本月起持卡在指定商户消费满$n元立减$pct元|截至$date您的积分余额为$no分|本期发行的理财产品期限$n个月，业绩比较基准以产品说明书为准}。
{理财非存款，产品有风险，投资须谨慎。|活动细则详见官方网站。}
?如有疑问请拨打客服热线，{我行工作人员不会向您索要密码或验证码|请勿向他人透露验证码}。""", button="{查看活动|了解详情}", org="海岳银行:haiyuebank|德信人寿:dexin-life")
family("seminar-zh", "bulk", "zh", "bulk", "{邀请函|会议通知|直播预告}：{$later$city用户大会|智能制造研讨会|云上运维公开课}", """
{尊敬的用户|各位老师}：{诚邀您参加|我们将于$later举办}{用户大会|线上公开课|行业研讨会}，地点：{$city国际会议中心|线上直播间}。
{议程包括|主要内容}：{产品路线图|客户案例分享|现场答疑}。{免费参加，请提前报名。|会议不收取费用。}
?联系人：$name，{报名截止$later|名额$n人}。""", button="{立即报名|预约直播}", org="云栈科技:yunzhan|百川云:baichuancloud")
family("newsletter-ja", "bulk", "ja", "bulk", "{【$org】|}{今週のおすすめ|メールマガジン第$n号|春の新商品のご案内}", """
{$name 様|会員の皆様}、{いつも$orgをご利用いただきありがとうございます|こんにちは}。
{今週は最大$pct%オフの商品をご紹介します|春の新商品が入荷しました|ポイント$n倍キャンペーンを実施中です}。期間は$laterまでです。
?{送料無料|$amount以上のご購入で送料無料}。{数量限定です|なくなり次第終了します}。""", button="{詳しく見る|お買い物はこちら}")

# ---- good mail of systems ----
family("receipt-en", "bulk", "en", "notice", "{Your receipt from $org|Receipt $no|Payment received, thank you}", """
{Hi $first|Hello $first}, {thank you for your purchase|we received your payment} of $amount on $date.
{Receipt number|Order}: $no. {Paid with card ending $n$n|Payment method: direct debit}. {VAT included.|}
?{You can download the invoice in your account|A copy is attached to your account}.""", button="{View receipt|Download invoice}")
family("invoice-en", "bulk", "en", "notice", "{Invoice $no from $org|Your $org invoice is ready|Your bill for {May|June|October}}", """
Dear {$first|customer}, {your invoice $no of $date is ready|please find attached invoice $no}.
{Amount due|Total}: $amount, {due on $later|payable within $n days|will be collected by direct debit on $later}.
?{Our bank details have not changed|You find the payment details on the invoice}.
{If you have already paid, please disregard this message.|Thank you for your business.}""", button="{View invoice|Pay online}", files=("pdf",))
family("order-en", "bulk", "en", "notice", "{Order confirmed|We have your order|Order} {#$no|$no}", """
{Thanks for your order, $first!|Hello $first, we are preparing your order.} {Order number|Reference}: $no.
{1 x garden hose|2 x desk lamp|3 x ground coffee|1 x rain jacket}, {total|amount} $amount. {Estimated delivery|Arrives}: $later.
?{You can cancel within $n minutes|Returns are free for 30 days}.""", button="{View order|Manage order}")
family("shipping-en", "bulk", "en", "notice", "{Your parcel is on its way|Out for delivery today|Delivery scheduled for $later}", """
{Good news|Hello $first}: {your parcel $no has left our depot in $city|the driver has $n stops before yours|we deliver your parcel on $later}.
{Delivery window|Expected}: $hour. {Nobody at home? Choose a neighbour or a parcel shop.|No signature is needed.}
?{Sender|From}: {Copperfield Tools|Fernway Foods}. {Weight $n kg.|}""", button="{Track parcel|Change delivery}", org="Parcelwing:parcelwing|Northern Courier:northcourier")
family("carrier-missed-en", "bulk", "en", "notice", "{We missed you|Delivery attempt|Collect your parcel} {$no|in $city}", """
{Our driver called at $hour on $date and could not deliver parcel $no|Your parcel $no waits at the parcel shop in $city}.
{Collect it until $later; bring an identity card|Choose a new day free of charge|We try again on the next working day}.
{There is nothing to pay.|No charge applies.}""", button="{Choose a new day|See opening hours}", org="Parcelwing:parcelwing|Northern Courier:northcourier")
family("court-en", "bulk", "en", "notice", "{Notice of electronic filing|Hearing notice|Activity in case} $no", """
{This is an automatic notice of the electronic filing system|The following transaction was entered on $date}.
{Case number|Case}: $no. {Document|Filed}: {motion to extend time|order setting hearing|notice of appearance}. {Hearing on $later at $hour, room $n.|}
{Parties of record receive one free copy|To keep the docket current, register your address}. {Do not reply; this mailbox is not read.|}""", button="{View document|Open the docket}",
       org="District Court of Millshire:court-millshire|Registry of Ardenne:registry-ardenne")
family("tax-office-en", "bulk", "en", "notice", "{Your tax return has been received|A new letter in your tax account|Reminder: return due $later}", """
{Dear taxpayer|Dear $first $name}, {we received your return for last year under reference $no|a new letter is in your online account|your return is due on $later}.
{We never ask for card details or passwords by email|For your safety this message contains no details; sign in as you usually do}.
{You need do nothing.|Processing takes up to $n weeks.}""", org="Revenue Office Ardenne:revenue-ardenne")
family("bank-en", "bulk", "en", "notice", "{Your statement is ready|Account alert|Payment of $amount sent}", """
{Dear $first|Hello}, {your statement for the account ending $n$n is ready|a payment of $amount to $other was made on $date|your balance is below the limit you set}.
{You can read it in online banking or the app|If you do not recognise it call the number on the back of your card}.
?{We never ask for your password by email|This mailbox is not monitored}.""", org="Mapleford Bank:maplefordbank")
family("reset-en", "bulk", "en", "notice", "{Reset your password|Password reset request|Set a new password for $org}", """
{Hi $first|Hello}, {somebody asked to reset the password of your $org account|we received a request to reset your password}.
{Use the button below|Follow the link} {within $n hours|today}. {If it was not you, ignore this message; your password stays as it is.|If you did not ask for this, you need do nothing.}""", button="{Reset password|Choose a new password}")
family("code-en", "bulk", "en", "notice", "{$code is your code|Your verification code|Your $org sign-in code}", """
{Your code is|Enter this code to sign in}: $code
{It is valid for $n minutes|It can be used once}. {Never share it; our staff will not ask for it.|If you did not try to sign in, you can ignore this mail.}""")
family("signin-en", "bulk", "en", "notice", "{New sign-in to your account|Sign-in from a new device|Security alert for $me}", """
{Hi $first|Hello}, {your $org account was used to sign in from a new device|we noticed a new sign-in}: {a browser on Linux|a phone}, near $city, $date $hour, $ip.
{If this was you, nothing needs to be done.|Was this you? Then ignore this message.} {If not, change your password and review your devices.|}""", button="{Review activity|Check devices}")
family("ci-en", "bulk", "en", "notice", "{[build] main #$n failed|Run {failed|passed}: tests on main|Pipeline $no {fixed|broken}}", """
{The build of commit $code on branch main|Pipeline $no for web-frontend} {failed|passed} after $n minutes.
{Stage test: $n passed, 1 failed|All jobs succeeded|Job lint failed in step 3}.
?{Triggered by|Author}: $name.""", button="{View run|Open log}", org="Tessel Cloud:tessel")
family("ticket-en", "bulk", "en", "notice", "{[$no] {Printer on floor $n|Cannot open report|VPN slow}|Ticket $no was updated|Re: request $no}", """
{$name added a comment|Ticket $no changed from open to waiting|Your request was assigned to $name}: {could you try again after a restart?|we have replaced the cable|a fix is in the next release}.
{Reply to this message to add a comment.|Please rate our answer when the ticket is closed.}
?{Priority: normal|Due $later}.""", button="{View ticket}")
family("share-en", "bulk", "en", "notice", "{$name shared {a folder|Budget $n|a document} with you|Document shared with you: {plan|minutes} $date}", """
{$name ($name at $home) shared {a document|a folder} with you|You have been given access}: {Minutes of $date|Budget draft $n|Photos of the site}.
?{Message|Note}: {here is what we talked about|please comment until $later}.
{You can change notification settings any time|Only people in your organisation can open it}.""", button="{Open|View document}", org="Quillbase:quillbase|Tessel Cloud:tessel")
family("esign-en", "bulk", "en", "notice", "{Completed|Signature requested|Please sign}: {lease $no|service agreement|NDA with $other}", """
{$name sent you a document to review and sign|All parties have signed|Reminder: a document waits for you}: {service agreement $no|lease for $city}.
{Do not share this mail; the link is for you|You can also enter the access code on our site}. {The request expires on $later.|}
?{Questions about the content? Write to $name.|}""", button="{Review document|View completed document}", org="Signetry:signetry")
family("calendar-en", "bulk", "en", "notice", "{Invitation|Updated|Accepted}: {weekly meeting|design review|lunch in $city} @ $date $hour", """
{You have been invited to the following event|This event has changed}: {weekly meeting|design review}, $date, $hour, {room $n|online}.
{Organiser|Host}: $name. {Going? Yes, No, Maybe.|}""", button="{View event|Join}", files=("ics",), org="Tessel Cloud:tessel")
family("travel-en", "bulk", "en", "notice", "{Booking confirmed|Your trip to $city|Check-in is open}: $no", """
{Hello $first|Dear $name}, {your booking $no is confirmed|check-in for your flight to $city is open|your hotel in $city expects you on $later}.
{Departure|Arrival} $later $hour. {Total paid $amount.|} {One bag of $n kg is included.|Free cancellation until two days before.}
?{Please bring a valid passport|Save paper: use the app}.""", button="{Manage booking|Check in}", org="Harbourline Travel:harbourline|Kestrel Air:kestrelair")
family("verifycode-zh", "bulk", "zh", "notice", "{【$org】验证码|$org登录验证码|您的验证码：$code}", """
{您好|尊敬的用户}，您的{验证码|登录验证码|动态码}为：$code，{$n分钟内有效|请在页面中输入}。
{请勿向任何人泄露，工作人员不会索取验证码。|如非本人操作，请忽略本邮件。}""")
family("einvoice-real-zh", "bulk", "zh", "notice", "{您有一张电子发票|【$org】电子发票|电子发票开具成功通知}{，号码$no|}", """
尊敬的客户{您好|}：{您在$org的订单$no已开具电子发票|您收到一张由$org开具的数电发票}，价税合计$amount。
发票号码：$no，开票日期：$date。{PDF文件见附件，也可在税务平台查验。|发票可作为报销凭证，请妥善保存。}
?{如抬头有误请联系客服重新开具。|}""", button="{下载发票|查看发票}", files=("pdf",))
family("statement-zh", "bulk", "zh", "notice", "{信用卡电子账单|$date对账单|【$org】$n月账单}", """
尊敬的{$name女士|$name先生}：{您好|}，您{尾号$n$n的信用卡|本月}账单已出，本期应还$amount，到期还款日$later。
{您可通过手机银行或网点还款|已设置自动还款的客户请保证账户余额充足}。{如已还款请忽略。|}""", org="海岳银行:haiyuebank")
family("logistics-zh", "bulk", "zh", "notice", "{您的快递已发出|派送通知|包裹到达$city}{：运单$no|}", """
{您好|尊敬的客户}，{您的快件$no已由$city发出|快件$no正在派送，派送员$name|包裹已存放在驿站}，{预计$later送达|请凭取件码$code领取}。
{无需支付任何费用|查询请至官网或小程序}。""", button="{查看物流}", org="顺途快运:shuntu-express|远帆物流:yuanfan-log")
family("order-zh", "bulk", "zh", "notice", "{订单确认|订单$no已支付|【$org】下单成功}", """
亲爱的$name：{感谢您在$org购物|您的订单已支付成功}，订单号$no，金额$amount。
{商品：{台灯|无线鼠标|茶叶礼盒|打印纸}，数量$n|我们会尽快为您发货}。
?{如需发票请在订单详情中申请|签收前请当面验货}。""", button="{查看订单}", org="锦程商城:jincheng-mall|和润电器:herun")
family("court-zh", "bulk", "zh", "notice", "{电子送达通知|开庭传票送达提醒|案件$no进度通知}", """
{当事人您好|$name}：{您与$other一案（案号$no）已立案|本院定于$later$hour在第$n法庭开庭}。
{诉讼文书请通过诉讼服务平台查阅|请携带身份证件按时到庭}。{本邮箱不接收回复。|诉讼费用以法院通知书为准，请勿向个人转账。}""", org="清河区法院:court-qinghe|南屏仲裁委:arb-nanping")
family("cloud-zh", "bulk", "zh", "notice", "{【$org】实例到期提醒|工单$no有新回复|云服务器告警恢复}", """
尊敬的{用户|开发者}：{您的实例将于$later到期，请及时续费|工单$no有新的回复，请登录控制台查看|告警（CPU使用率$pct%）已恢复}。
{如已开启自动续费请忽略|账号ID：$no}。""", button="{进入控制台|查看工单}", org="百川云:baichuancloud|云栈科技:yunzhan")
family("receipt-ja", "bulk", "ja", "notice", "{ご注文ありがとうございます|【$org】発送のお知らせ|ご利用明細のお知らせ}{（$no）|}", """
$name 様、{ご注文を承りました|商品を発送いたしました|今月のご利用明細が確定しました}。{ご注文番号|お問い合わせ番号}：$no
{合計|金額}：$amount。{お届け予定日|お支払い日}：$later。
{心当たりのない場合はカスタマーサポートまでご連絡ください。|}""", button="{注文を確認する|明細を見る}")

# ---- good mail inside an organisation and between people ----
family("quota-real-en", "ham", "en", "inside", "{Your mailbox is at $pct%|Mailbox size warning|Mail maintenance on $later}", """
{Dear colleague|Hello $first}, {your mailbox uses $pct% of its quota|the mail servers are updated on $later from $hour}.
{Please delete or archive old mail|Mail may be delayed for $n minutes; nothing will be lost}. {You need not sign in anywhere.|Call extension $n$n with questions.}""", shown="{IT service|Helpdesk|Postmaster}")
family("payroll-en", "ham", "en", "inside", "{Your payslip for {March|July} is available|Payroll calendar|Holiday payroll dates}", """
{Dear colleague|Hi all}, {your payslip is in the HR portal|salaries are paid on $later because of the holiday}.
{Please check your details|Overtime must be entered by $later}. {Questions to $name in HR.|}""", button="{Open HR portal}", shown="{HR|Payroll|$name (HR)}")
family("policy-en", "ham", "en", "inside", "{Updated travel policy|Fire drill on $later|Office closed on $later|New starters in $city}", """
{Hello everybody|Dear all}, {the travel policy changes on $later|we hold a fire drill on $later at $hour|please welcome $name and $other}.
{The main changes: book $n days ahead and keep the receipts|Leave by the nearest stairs and do not use the lifts|They join the team in $city}.
?{Thank you for your help|Please ask me if something is unclear}.""", shown="{HR|Facilities|$name}")
family("phish-training-en", "ham", "en", "inside", "{Security reminder|How to spot phishing|Reported phishing last month}", """
{Last month colleagues reported $n suspicious messages|Attackers currently pretend to be our mail system}: {they say that your mailbox is full or your password expires|they ask for gift cards}.
{We never ask for your password by mail. Do not click; use the report button|If you entered your password call us at once}.""", shown="{IT security|CISO office}")
family("salary-zh", "ham", "zh", "inside", "{$n月工资条|工资发放通知|关于{端午节|国庆节}放假安排的通知}", """
{各位同事|$name}{好|您好}：{本月工资已发放，工资条请在人事系统中查看|根据国家规定，放假时间为$later起共$n天}。
{如有疑问请联系人力资源部$name|请各部门做好值班安排}。""", shown="{人力资源部|行政部}")
family("oa-real-zh", "ham", "zh", "inside", "{【待办】请假审批|OA待办提醒|关于召开周例会的通知|邮箱系统升级维护公告}", """
{$name，您有$n条待办|各部门|全体员工}：{请假申请（$no）等待审批|定于$later$hour在第$n会议室召开例会|邮件系统将于$later$hour进行维护，期间可能短暂无法收发}。
{请提前准备汇报材料|无需任何操作，请相互转告|请登录OA处理}。""", shown="{OA系统|办公室|信息中心}")
family("meeting-zh", "ham", "zh", "person", "{会议纪要|回复：报价|项目进度|合同盖章版}{ $date|}", """
{$first，您好|各位好|王工好}：{附件是今天会议的纪要|报价单已更新，含税$amount|项目目前完成$pct%，预计$later验收}。
{请查收|有问题随时联系|麻烦确认一下交期}。
?{下周二$hour我们再开一次会|样品已寄出，单号$no}。""", thread=True, sign="$name {销售部|项目部|采购部} 电话 $phone")
family("reply-en", "ham", "en", "person", "{Re: |RE: |}{quotation $no|delivery dates|minutes of $date|the $city visit}", """
{Hi $first|Dear colleagues|Hello}, {thanks for the quick answer|sorry for the delay}. {The price for $n pieces is $amount ex works|We can deliver in week $n|The drawing is fine with us}.
{Could you confirm the address in $city?|I will call you on $later.|Let us know which version you prefer.}
?{$other is out of office this week, so please copy me|The invoice goes to the usual address}.""", thread=True, sign="{Best regards|Kind regards|Thanks}, $name, {Sales|Purchasing|Engineering}, $phone")
family("vendor-invoice-en", "ham", "en", "person", "{Invoice $no|Statement of account|Re: invoice $no}", """
{Hello $first|Dear accounts team}, {please find attached our invoice $no for $amount|attached is the statement for last month}.
{Terms are $n days as usual|The bank details on the invoice are the usual ones}. {Please let me know if you need a copy of the delivery note.|}""",
       files=("pdf",), thread=True, sign="{Regards|Best wishes}, $name, accounts, $org")
family("meeting-ja", "ham", "ja", "person", "{Re: |}{お見積りの件|打ち合わせの日程|議事録の送付}", """
$home 御中 $name 様、{お世話になっております|いつもお世話になっております}。{お見積り書をお送りします|打ち合わせは$laterの$hourでいかがでしょうか|議事録を添付いたします}。
{ご確認のほどよろしくお願いいたします|ご不明な点がございましたらご連絡ください}。""", thread=True, sign="$org $other")

# ---- phishing ----
family("mailbox-en", "phishing", "en", "lure", "{Mailbox storage almost full|Your password expires today|Action required: $me|[$n] messages on hold|Email upgrade}", """
{Dear $local|Hello $me|Attention user}, {your password for $me expires today|$n incoming messages are held on the server|your mailbox has reached $pct% and will be suspended}.
{Use the button below to keep the same password|Release your messages now|Verify your account within 24 hours} {to avoid losing mail|or your account will be closed}.
?{$home administrator|Mail support $date}""", button="{Keep current password|Release messages|Verify now}", shown="{$home support|Mail administrator|IT helpdesk|$home}")
family("shareddoc-en", "phishing", "en", "lure", "{$name shared a file with you|New document: remittance $no|Secured document from $other}", """
{You received a secured document through SharePoint|$name sent you a file by OneDrive|A new fax of $n pages arrived}: {Remittance_$no.pdf|Contract $date|Proposal}.
{To read it sign in with your work email|The document opens only with $me and its password}. {The link expires in 24 hours.|}""", button="{Open document|View file|Sign in to view}", shown="{SharePoint|OneDrive for Business|$home Docs|$name via Drive}")
family("esign-phish-en", "phishing", "en", "lure", "{Please DocuSign: {payroll|bonus} agreement $no|Action needed: signature for $local|Completed: settlement $no}", """
{$local, a document waits for your signature|All parties have signed: salary adjustment $date}. 
{Sign in with your email and password to view|Verify your identity to open the document}. {Failing to do so before $later cancels it.|}""", button="{Review document|View completed document}", shown="{DocuSign|E-sign service|HR via DocuSign}")
family("htmlfile-en", "phishing", "en", "lure", "{Payment advice $no|Voicemail from $phone|Remittance $date}", """
{Please find attached the payment advice|You have a new voice message of $n seconds|Attached is the overdue statement}. {Open the attachment and sign in to read it|Log in with your email to listen}.""", files=("htm",), shown="{Accounts|Voice mail|$home voice service}")
family("mfa-en", "phishing", "en", "lure", "{Your authenticator setup expires|MFA re-enrolment required|Scan to keep access}", """
{Your multi-factor authentication expires on $later|For your security all staff must enrol their phone again}.
{Scan the QR code with your phone camera|Scan the code below} {and sign in with your work account|to update your authenticator}. {Accounts that are not updated are locked.|}""", form="image", shown="{IT security|Microsoft account team|$home}")
family("delivery-en", "phishing", "en", "lure", "{Your parcel is held|Delivery failed: pay $amount|Customs fee for $no}", """
{Your parcel $no could not be delivered because of an unpaid customs fee|We could not deliver your package}. 
{Pay the fee of $amount to release it|Confirm your address and card} {within 48 hours|or it is returned to the sender}.""", button="{Pay now|Schedule delivery|Confirm address}", shown="{DHL Express|FedEx|UPS delivery|Post customs}")
family("tax-en", "phishing", "en", "lure", "{Tax refund of $amount|You are owed a refund|Notice: unpaid tax}", """
{After the last calculation you are eligible for a tax refund of $amount|Your refund could not be paid}. {Submit the form and your card details to receive it|Verify your bank account to claim it} {before $later|within 3 days}.""", button="{Claim refund|Submit form}", shown="{HM Revenue|Internal Revenue Service|Tax refund office}")
family("bank-phish-en", "phishing", "en", "lure", "{Your account is limited|Unusual activity on your card|Security notice $no}", """
{Dear customer|Dear client}, {we noticed unusual activity and limited your account|your online access was suspended}. {Confirm your identity|Please verify your card number and password} {to restore access|within 24 hours, otherwise your account is closed}.""", button="{Restore access|Verify account}", shown="{PayPal|Mapleford Bank security|Card services}")
family("callback-en", "phishing", "en", "lure", "{Your subscription renews: $amount|Order $no confirmed|Receipt for antivirus plan}", """
{Thank you, your yearly plan was renewed for $amount|You have been charged $amount for device protection, order $no}. 
{If you did not authorise this charge call|To cancel and get a refund call our helpdesk at} $phone {within 24 hours|at once}. {Toll free.|}""", shown="{Norton billing|Geek helpdesk|PayPal invoice}", form="plain")
family("crypto-en", "phishing", "en", "lure", "{Wallet verification required|Claim your airdrop|Withdrawal of $amount pending}", """
{Your wallet must be verified because of new rules|You are eligible for an airdrop worth $amount|A withdrawal waits for approval}. {Connect your wallet|Enter your recovery phrase} {to continue|before $later or the assets are frozen}.""", button="{Connect wallet|Verify wallet}", shown="{MetaMask|Coinbase|Trust Wallet support}")
family("job-en", "phishing", "en", "lure", "{Remote job offer|Part-time assistant, $amount weekly|Your application}", """
{We saw your profile and offer you a remote part-time position|Earn $amount a week from home}. {No experience needed, two hours a day|You receive payments and forward them}. 
{Write to our manager on WhatsApp or Telegram|Reply with your full name, address, phone and bank}.""", shown="{HR department|$name Recruiting}", reply=True, form="plain")
family("subsidy-zh", "phishing", "zh", "lure", "{关于领取$n月个人劳动补贴的通知|工资补贴申领|【重要】财政补贴发放通知}", """
{各位员工|全体职工}：{根据财政部、人社部联合下发的通知|现发放$date年度综合补贴}，{每人可申领$amount|请尽快办理登记}。
{请使用微信或手机扫描下方二维码，按提示填写银行卡信息|打开附件文档扫码认证}，{逾期视为放弃|今日内完成}。""", form="image", shown="{人力资源部|财务部|工会}")
family("mailbox-zh", "phishing", "zh", "lure", "{邮箱即将停用通知|您的邮箱容量已满|关于邮箱升级备案的通知|密码过期提醒}", """
{尊敬的用户|$local您好}：{您的邮箱$me将于24小时内停用|系统检测到您的账号异地登录|因邮件系统升级，所有账号需重新备案}。
{请点击下方链接登录验证|请填写账号、密码、姓名、部门进行登记}，{逾期将关闭账号|否则将无法收发邮件}。""", button="{立即验证|点击升级|保留密码}", shown="{系统管理员|邮件管理中心|信息中心|Coremail管理员}")
family("einvoice-zh", "phishing", "zh", "lure", "{您有一份电子发票待查收|电子发票$no|税务稽查通知}", """
{您好，您的电子发票已开具|贵单位被列入本年度税务抽查名单}，{请点击链接下载查看|请在电脑端打开并下载}。{手机无法查看|解压密码$code}。""", button="{下载发票|查看名单}", shown="{电子发票服务平台|国家税务总局|$org}")
family("etc-zh", "phishing", "zh", "lure", "{ETC认证失效|社保卡停用通知|快递丢失理赔}", """
{您的ETC已停用，请重新认证|您的电子社保卡将于今日失效|您的快件丢失，我司将双倍理赔}。{点击链接填写银行卡号和短信验证码|添加客服QQ$qq办理}，{逾期影响使用|否则后果自负}。""", button="{立即认证|办理}", shown="{ETC服务中心|社会保障|快递客服}")
family("card-ja", "phishing", "ja", "lure", "{【重要】カードのご利用確認|アカウントの確認が必要です|お支払い方法に問題があります}", """
{お客様各位|$local 様}、{不正利用の疑いがあるためカードの利用を制限しました|アカウントの情報を確認できませんでした}。
{下記のリンクからログインし、カード番号と暗証番号をご確認ください|24時間以内に更新してください}。{確認がない場合、利用を停止します。|}""", button="{ログイン|確認する|更新する}", shown="{Amazon|三井住友カード|えきねっと|楽天市場}")

# ---- business mail fraud ----
family("ceo-en", "bec", "en", "lure", "{Quick task|Are you at your desk|Request|Urgent}", """
{Hi $local|$local|Hello}, {are you available|I need you to handle something for me} {right now|today}? {I am in a meeting and cannot take calls|My phone is off, so only email}.
{Send me your mobile number|Reply as soon as you get this|Keep this between us}.""", shown="$name", sign="$name {CEO|Managing Director|}{ Sent from my iPhone|}", reply=True, form="plain", boss=True)
family("giftcard-en", "bec", "en", "lure", "{Surprise for the staff|Need a favour|Gift cards}", """
{I want to surprise some of the staff with gift cards|I need $n gift cards for a client}. {Can you buy them today|Please get Apple or Google Play cards of $amount each}? {I will pay you back.|Confidential please.}
{Scratch the back and send me photos of the codes|Email me the codes}.""", shown="$name", sign="$name, {Director|President}", reply=True, form="plain", boss=True)
family("wire-en", "bec", "en", "lure", "{Payment today|Wire transfer|Confidential acquisition}", """
{We are closing a confidential acquisition and need to make a payment today|Process a wire transfer of $amount}. {Our lawyer $other will send the details|Bank details follow; confirm when done}. 
{Do not discuss it with anybody|I am in meetings, email only}.""", shown="$name", sign="$name, {CEO|CFO}", reply=True, form="plain", boss=True)
family("vendor-en", "bec", "en", "lure", "{Re: |}{Change of bank details|Updated payment information|Invoice $no overdue}", """
{Dear accounts team|Hello $local}, {our bank account has changed because of an audit|please note that we no longer use our old account}. {All future payments|Payment of invoice $no, $amount,} {must go to the new account below|should be sent to the new beneficiary}.
{Beneficiary $org Trading, account $no|The new bank letter is attached}. {Confirm receipt and send the swift copy.|Please hold pending payments.}""", sign="$name, accounts receivable", reply=True, form="plain")
family("payroll-change-en", "bec", "en", "lure", "{Direct deposit|Update my bank account|Payroll change}", """
{Hi|Hello $local}, {I changed my bank and would like to update my direct deposit|can my pay go to a new account}? {Will it be effective for the next payroll|What details do you need}? {I need it before the next pay date.|}""", shown="$name", sign="$name{, Sent from my phone|}", reply=True, form="plain")
family("data-en", "bec", "en", "lure", "{Employee list|W-2 copies|Aging report}", """
{Please send me the list of all employees with addresses and salaries|I need the aging report of our customers with contact emails|Kindly send the W-2 copies of all staff in PDF} {today|for a quick review}. {It is urgent.|}""", shown="$name", sign="$name, {CFO|CEO}", reply=True, form="plain", boss=True)
family("ceo-zh", "bec", "zh", "lure", "{在吗|急事|收到请回复|请加QQ群}", """
{$local，在公司吗|小王，现在方便吗}？{我在开会不方便接电话|有件事需要你尽快办理}。
{请把财务通讯录发给我|建一个QQ群，把财务叫进来，群号发我|今天有一笔$amount的货款要付，先不要告诉别人}，{收到回复|尽快}。""", shown="{$name|$name总|董事长}", sign="$name", reply=True, form="plain", boss=True)
family("vendor-zh", "bec", "zh", "lure", "{关于变更收款账户的函|回复：货款|银行账户变更通知}", """
{尊敬的财务|您好}：{因我司账户正在审计，原账户停用|我司已更换开户行}，{请将货款$amount汇至新账户|后续款项请付至以下账户}：{户名$org贸易，账号$no|见附件变更函}。
{付款后请发水单|收到请确认}。""", sign="$org {财务部|业务部} $name", reply=True, form="plain")

# ---- spam ----
family("fee419-en", "phishing", "en", "lure", "{Confidential proposal|Inheritance|Your fund of $amount|Dear beneficiary}", """
{I am barrister $name|I am the widow of a late oil contractor|This is the payment office}. {A deposit of $amount million was left in a bank with no next of kin|Your compensation fund has been approved}. 
{I seek your assistance to transfer this sum; you keep $pct percent|Contact our agent with your full name, address, phone and occupation}. {Treat this as strictly confidential.|God bless you.}""", shown="{Barrister $name|Mrs $name|Payment office}", reply=True, form="plain")
family("pharmacy-en", "spam", "en", "lure", "{Cheap pills $pct% off|Online pharmacy|No prescription needed}", """
{Buy cheap Viagra and Cialis without prescription|Order your pills online}, {save $pct%|from $amount}. {Discreet shipping worldwide.|Bonus pills with every order.}
{Doctors approve|Satisfied customers}: $n thousand.""", button="{Order now|Visit pharmacy}", shown="{Canadian Pharmacy|Health shop|$name}", spoil=True)
family("seo-en", "spam", "en", "lure", "{Rank your website on the first page|SEO proposal|Website errors}", """
{Hi|Hello}, {I found your website and noticed some errors|I was surfing and saw that your site is not on page one of Google}. {We offer affordable SEO, guest posts and backlinks|Our team can redesign your website and build an app}. 
{Shall I send you a quote and price list|Reply for a free audit}? {Packages start at $amount.|}""", shown="$name", form="plain", spoil=True)
family("dating-en", "spam", "en", "lure", "{Hello dear|I saw your profile|$n new messages from singles}", """
{I am a lonely lady and look for a serious man|Hot singles near $city want to meet you|You have $n unread messages from women in your area}. {Write me back and I send you my photos|Join free tonight}.""", button="{See photos|Join free}", shown="{Olga|Sweet Anna|Meet tonight}", spoil=True)
family("loan-en", "spam", "en", "lure", "{Loan offer at $n%|Business loan approved|Do you need money}", """
{Do you need an urgent loan|We offer personal and business loans} at {$n%|low} interest, {from $amount|no collateral}? {Bad credit accepted.|Approved in 24 hours.} 
{Reply with amount, duration and phone|Apply today}.""", shown="{Loan service|$name Finance}", reply=True, spoil=True)
family("supplements-en", "spam", "en", "lure", "{Lose $n pounds in a week|Doctors hate this trick|Weird drink melts fat}", """
{This weird trick melts belly fat overnight|One spoon before bed and you lose $n pounds}. {Watch the video before it is taken down|100% natural, money back guaranteed}. {Only $n bottles left.|Act now.}""", button="{Watch now|Get yours}", shown="{Health tips|Slim secret}", spoil=True)
family("stock-en", "spam", "en", "lure", "{This stock will triple|Bitcoin robot makes $amount a day|Insider pick}", """
{Invest $amount today and earn guaranteed profit of $pct% daily|Our trading robot makes people rich in $n days|Get in before the price explodes}. {No risk.|Risk free.} {Limited places.|Act now before it is too late.}""", button="{Start now|Open free account}", shown="{Profit club|Trading signals}", spoil=True)
family("extortion-en", "phishing", "en", "lure", "{I recorded you|Your device was hacked|Payment needed from $local}", """
{I installed a trojan on your device and have access to your camera|I know your password is among the leaked ones}. {I made a video of you while you watched adult sites|All your contacts will receive the recording}. 
Send $amount in Bitcoin to $wallet {within 48 hours|in two days} {and I delete everything|or I publish it}. {Do not reply to this mail.|}""", form="plain", shown="{$me|Anonymous|Hacker}")
family("list-seller-en", "spam", "en", "lure", "{Attendee list $city expo|Verified email list|Contacts for your campaign}", """
{Would you be interested in the attendee list of the $city expo|We provide verified email lists by industry and country}? {$n thousand contacts with email and phone|Counts and cost on request}. 
{Reply for samples|Let me know your target audience}.""", form="plain", shown="$name", reply=True)
family("factory-en", "spam", "en", "lure", "{Re: LED lights price|Best factory price|Packaging supplier from China}", """
{Dear purchasing manager|Dear sir or madam}, {we are a leading manufacturer of {LED lights|paper bags|bearings|solar panels}|glad to know you are in the market for {pumps|valves}}. 
{Competitive price, good quality and fast delivery|MOQ $n pieces, free samples}. {Contact me by WhatsApp $phone|Catalog on request}.""", shown="{$name|Cindy|Jason}", spoil=False)
family("invoice-seller-zh", "spam", "zh", "lure", "{代开发票|优惠代开增值税票|财务您好}", """
{您好，本公司可代开各类发票|财务经理您好：我司有多余发票可对外代开}，{点数优惠$n%|可先验票后付款}。{增值税专用发票、普票均可|真票保证，可上网查验}。
{联系人：$name，电话$phone|加微信$wechat，QQ$qq}。""", form="plain", shown="{$name|财税服务|诚信代理}")
family("training-zh", "spam", "zh", "lure", "{采购成本控制与谈判技巧培训|$city车间主任管理课程|非财务经理的财务管理}", """
{课程背景|培训对象}：{总经理、采购总监、生产经理|企业中高层}。时间：$later，地点：$city，费用$amount元/人{（含资料、午餐）|}。
{主讲老师：$name，国内知名讲师|授课方式：案例分析、角色扮演}。{报名请回复邮件或致电$phone|加QQ$qq报名}。""", form="plain", shown="{培训部|$name|企业管理}")
family("loan-zh", "spam", "zh", "lure", "{无抵押贷款当天放款|信用卡提额套现|急用钱找我}", """
{无抵押、无担保，凭身份证即可贷款|信用卡大额提现，代还款}，{额度最高$amount|月息$n厘}，{当天放款|黑户也可办理}。{加微信$wechat|电话$phone}。""", shown="{信贷经理$name|贷款中心}")
family("promotion-zh", "spam", "zh", "lure", "{群发软件$amount|网站排名优化|企业邮箱名录出售}", """
{专业邮件群发，按天更新客户名录|百度首页排名，三天见效|出售全国企业老板手机号名录}，{价格$amount|免费试用}。{诚招代理。|}联系QQ$qq，微信$wechat。""", shown="{推广部|网络营销}", form="plain")
family("diploma-zh", "spam", "zh", "lure", "{办理各类证件|学历提升网上可查|刷单兼职日结}", """
{办理学历证书、职称证，网上可查|在家兼职刷单，日赚$amount，当天结算|论文代写代发，核心期刊包发表}。{先办理后付款|无需押金}，加{微信$wechat|QQ$qq}。""", shown="{客服|$name}")
family("spam-ja", "spam", "ja", "lure", "{簡単副業で月収$amount|即日融資|当選のお知らせ}", """
{スマホだけで毎日$amount稼げます|審査なしで即日融資いたします|おめでとうございます、$amountが当選しました}。{今すぐ登録してください|LINEで友だち追加してください}。{先着$n名限定。|}""", button="{無料登録|今すぐ受け取る}", shown="{副業サポート|融資窓口|事務局}")

# ---- carriers of malware: harmless files of their shape ----
family("order-virus-en", "virus", "en", "lure", "{Purchase order $no|RFQ $city project|New order}", """
{Dear sir|Good day}, {please see the attached purchase order and send your best price|find attached our new order}. {Confirm the delivery date|Kindly quote soonest}.""", files=("exe",), shown="{$name|Purchasing department}", form="plain")
family("parcel-virus-en", "virus", "en", "lure", "{Shipment $no documents|Your parcel label|Arrival notice}", """
{Your parcel has arrived; print the attached label|The shipping documents are attached}. {Open the file to see the details|Double click to view}.""", files=("js",), shown="{DHL|Shipping desk}")
family("swift-virus-en", "virus", "en", "lure", "{Swift copy|Payment slip $date|TT copy $amount}", """
{Dear supplier, the payment was made today; see the attached swift copy|We transferred $amount to your account as advised}. {Confirm receipt.|}""", files=("exe",), shown="{Accounts $org|$name}", form="plain")
family("einvoice-virus-zh", "virus", "zh", "lure", "{电子发票$no|您的电子发票已开具请查收|报价单}", """
{您好，电子发票见附件|请查收附件，双击打开查看}，{手机端无法显示，请使用电脑查看|如有疑问请联系}。""", files=("exe",), shown="{电子发票|开票中心|$name}")
family("notice-virus-zh", "virus", "zh", "lure", "{违规人员名单|税务稽查名单|薪资调整通知}", """
{请查看附件中的名单|$date薪资调整方案见附件}，{内部资料请勿外传|请在电脑上打开}。""", files=("js",), shown="{人事部|财务部|税务局}", form="plain")

# ---- rumours: invented ones, about nothing that is real ----
_PLEASE_EN = "{Please forward this to everybody you love|Share before they delete it|Send it to ten people}"
_PLEASE_ZH = "{请转发给家人朋友|看到的赶紧转发|不转不是中国人|赶在被删之前转出去}"
for _name, _subject, _body in (
    ("water", "{Do not drink tap water|WARNING about the water}", "{A friend at the water works says|Doctors do not tell you} that {the water in $city is poisoned until $later|bottled water in cars causes cancer}. {The media stay silent.|The government hides it.}"),
    ("virus", "{The truth about the new sickness|Hospitals are full}", "{A nurse from $city confirmed|My cousin is a doctor and says} that {thousands died and nobody reports it|garlic and hot salt water cure it in $n hours}. {They do not want you to know.|}"),
    ("bank", "{Banks close on $later|Take out your money}", "{Insiders say|It has been confirmed} that {all banks close on $later and savings are frozen|cash becomes worthless next month}. {Take your money out today.|}"),
    ("phone", "{Do not answer this number|Phones explode}", "{If a number ending $n$n calls do not answer, your phone explodes|Charging at night killed $n people in $city}. {It was on the news but was removed.|The police confirmed it.}"),
    ("child", "{Child snatchers in $city|Warn all parents}", "{A gang with a white van steals children in $city|$n children vanished this week}. {Police hide it to avoid panic.|A mother saw it herself.}"),
):
    family(f"rumor-{_name}-en", "rumor", "en", "lure", _subject, f"{_body}\n{_PLEASE_EN}.\n?{{This is not a joke|It costs you nothing}}.", form="plain", shown="{$name|A friend}")
for _name, _subject, _body in (
    ("food", "{紧急扩散|千万别吃了|震惊}", "{刚从医院朋友那里得到的消息|央视已曝光}：{$city的草莓含致癌物，已有$n人死亡|自来水被污染，$later前不要喝}。{专家不敢说的真相|官方还在隐瞒}。"),
    ("quake", "{$city$later要地震|内部消息}", "{地震局内部人员透露|据可靠消息}，{$city将在$later发生$n级地震|大坝快撑不住了}，{官方怕引起恐慌没有公布|请做好准备}。"),
    ("money", "{银行要倒闭了|存款要清零}", "{内部消息|银行亲戚说}：{$city多家银行$later起停止取款|新币换旧币，存款打$n折}，{赶紧取钱|晚了就来不及了}。"),
    ("child", "{$city有人抢孩子|家长注意}", "{$city已经丢了$n个孩子|一伙人开面包车偷孩子，器官被摘}，{警方封锁消息|有图有真相}。"),
    ("cure", "{癌症有救了|医生不会告诉你}", "{绿豆加大蒜三天治好糖尿病|老中医的祖传秘方，癌细胞$n天全死}，{医院不敢公开|已有$n人治愈}。"),
):
    family(f"rumor-{_name}-zh", "rumor", "zh", "lure", _subject, f"{_body}\n{_PLEASE_ZH}！\n?{{这不是玩笑|绝对真实|功德无量}}。", form="plain", shown="{$name|好心人|爱心人士}")

# ---- illegal: pornography and gambling, in plain words ----
for _name, _lang, _subject, _body, _button in (
    ("casino", "en", "{$amount casino bonus|Free spins tonight|Bet and win}", "{Join our online casino and get $n free spins|Welcome bonus of $amount on your first deposit}. {Slots, roulette, blackjack and live dealers|Sports betting with the best odds}. {Instant payout.|No limits.}", "{Play now|Claim bonus}"),
    ("poker", "en", "{Poker night: $amount pot|Your chips are waiting}", "{The tables are open and $amount is in the pot|Your $n free chips expire tonight}. {Deposit by crypto, no identity check|Bets without limit}.", "{Join table|Bet now}"),
    ("porn", "en", "{Adult videos free|XXX movies|Uncensored tonight}", "{Watch thousands of free adult videos|New XXX porn movies every day}. {Hot girls on live sex cams|No credit card, no registration}. {Adults only.|}", "{Watch now|Enter}"),
    ("cams", "en", "{Naked on cam now|Private show for you}", "{$n nude girls are live on webcam|A private sex show waits for you}. {Free porn chat tonight|Uncensored, 18+ only}.", "{Enter chat|Watch live}"),
    ("escort", "en", "{Escorts in $city|Girls for tonight}", "{Escort girls in $city, outcall to your hotel|Erotic massage and sex, day and night}. {Prices from $amount|Discreet}.", "{See girls|Book}"),
    ("baijiale", "zh", "{澳门百家乐|真人荷官在线|首存送$amount}", "{百家乐、老虎机、捕鱼、龙虎斗应有尽有|真人视讯荷官在线发牌}，{注册送$amount彩金|首存返$pct%}，{提款秒到账|信誉平台}。", "{注册送彩金|进入游戏}"),
    ("caipiao", "zh", "{北京赛车计划群|六合彩内部资料|时时彩稳赚}", "{六合彩特码内部资料，准确率$pct%|北京赛车PK10导师带你下注}，{跟单包赢|投注返水$n%}。加微信$wechat。", "{领取特码|立即投注}"),
    ("sports-zh", "zh", "{世界杯投注|足球竞彩高赔率|体育博彩平台}", "{足球篮球滚球盘，赔率全网最高|博彩平台开户送$amount}，{存款秒到|大额无忧}，{招代理，佣金$pct%|联系QQ$qq}。", "{立即开户|投注}"),
    ("seqing", "zh", "{成人视频免费看|激情电影|同城约炮}", "{海量成人视频、无码激情电影免费观看|美女裸聊直播，一对一}，{无需注册|十八岁以下勿入}。", "{立即观看|进入直播}"),
    ("zhaopiao", "zh", "{$city上门服务|高端外围|学生妹兼职}", "{$city全城上门，模特、学生妹任选|高端外围，色情按摩}，{价格$amount起|先验后付}。加微信$wechat。", "{查看照片|预约}"),
):
    family(f"illegal-{_name}", "illegal", _lang, "lure", _subject, _body, button=_button, spoil=_lang == "en", shown="{$name|VIP|客服}" if _lang == "zh" else "{$name|VIP club|Lucky}")

# ---- written after the rules of docs/types.md were fixed: their first run is the held-out row there ----
family("utility-en", "bulk", "en", "notice", "{Meter reading due|Your tariff from $later|Planned power cut in $city}", """
{Dear customer|Hello $first}, {please send us your meter reading by $later|your tariff changes on $later|the supply in your street is interrupted on $later from $hour}.
{Customer number|Contract} $no. {You need not pay anything now.|Your instalment stays at $amount.}""", button="{Enter reading|See details}", org="Oakridge Utilities:oakridge-utilities")
family("club-en", "bulk", "en", "bulk", "{Rowing club|Chess evening|Allotments}: {minutes and dates|membership $n}", """
{Dear members|Hello all}, {the general meeting is on $later at $hour in the boat house|the plots along the canal are free again}. {The fee stays $amount.|Bring cake.}
?{Thanks to $name for the new benches.|}""", button="{Dates}", org="Millbank Rowing Club:millbank-rowing|Alder Chess:alder-chess")
family("security-notice-en", "bulk", "en", "notice", "{Your password was changed|Two-step verification is on|API key created}", """
{Hello $first|Hi}, {the password of your account was changed on $date at $hour|an API key was created|two-step verification was switched on}.
{If you did this, no action is needed.|If you did not, contact support from the help page.}""", org="Tessel Cloud:tessel|Quillbase:quillbase")
family("insurance-zh", "bulk", "zh", "notice", "{保单续期提醒|电子保单已生成|理赔进度通知}", """
尊敬的$name：{您的保单$no将于$later到期|您的电子保单已生成|您的理赔申请已受理，预计$n个工作日内完成}。
{保费$amount将从您签约的账户扣除|如需协助请联系您的服务专员}。""", org="德信人寿:dexin-life")
family("school-zh", "ham", "zh", "inside", "{关于期末考试安排的通知|讲座预告|图书馆闭馆通知}", """
{各位老师、同学|全体师生}：{期末考试定于$later开始|$later$hour在报告厅举行学术讲座|图书馆$later闭馆一天}。{请提前十五分钟到场|欢迎参加|给您带来不便敬请谅解}。""", shown="{教务处|图书馆|研究生院}")
family("thanks-en", "ham", "en", "person", "{Thank you for $date|Photos|Next steps}", """
{Dear $first|Hi}, {it was good to see you in $city|thank you for the tour of the works}. {Here are the photos I promised.|I will send the offer for $n units by $later.} {Give my regards to $other.|}""", sign="{Cheers|Best}, $name")
family("quarantine-phish-en", "phishing", "en", "lure", "{$n emails quarantined|Spam digest for $me|Undelivered mail report}", """
{$n messages to $me were quarantined because of a sync error|Some of your mail could not be delivered}. {Review and release them to your inbox|Move them to inbox} {by signing in|within 48 hours}.""", button="{Release all|Review}", shown="{Mail security|$home quarantine|Exchange}")
family("invoice-phish-en", "phishing", "en", "lure", "{Overdue invoice $no|Payment reminder|Final notice}", """
{Our records show that invoice $no of $amount is unpaid|Final notice before collection}. {View the invoice online and sign in with your business email|Open the portal to confirm your account}.""", button="{View invoice}", shown="{Billing $org|Credit control}")
family("hr-phish-zh", "phishing", "zh", "lure", "{关于薪资调整的通知|年终奖发放确认|社保信息核对}", """
{各位同事|全体员工}：{根据公司决定，现对薪资结构进行调整|年终奖即将发放}，{请点击链接登录核对个人信息|请于今日内完成身份证和银行卡信息确认}，{逾期不予发放|否则影响发放}。""", button="{登录核对|点击确认}", shown="{人力资源部|人事处}")
family("ceo-late-en", "bec", "en", "lure", "{Invoice to settle|Are you free|Discreet}", """
{I need you to settle an overdue invoice with a consultant today|Can you take care of a discreet matter}? {I am boarding and only reachable by email.|Do not mention it to anyone yet.} {How quickly can you send $amount|Tell me when you are ready and I pass on the account}?""", shown="$name", sign="$name, {Chairman|CEO}", reply=True, form="plain", boss=True)
family("watches-en", "spam", "en", "lure", "{Luxury watches $pct% off|Replica bags|Designer sale}", """
{Swiss replica watches that nobody can tell from the original|Designer handbags at outlet prices}, {from $amount|$pct% off today}. {Worldwide shipping.|We accept all cards.}""", button="{Shop}", shown="{Luxury outlet|$name}", spoil=True)
family("agent-zh", "spam", "zh", "lure", "{公司注册代理记账|商标转让|高薪招聘兼职}", """
{免费注册公司，代理记账每月$amount|商标转让，一手资源|招兼职打字员，日结$amount}，{名额有限|专业团队}。{电话$phone|加微信$wechat}。""", shown="{工商服务|$name}", form="plain")
family("rumor-salt-zh", "rumor", "zh", "lure", "{赶紧囤盐|超市都抢光了|重要提醒}", """
{海水被污染，以后的盐都不能吃了|$city超市的盐已被抢光，价格涨了$n倍}，{内部人员亲口说的|电视上不敢播}。{请转发给家人朋友|告诉你身边的每一个人}！""", form="plain", shown="{$name|热心人}")
family("illegal-bingo", "illegal", "en", "lure", "{Bingo tonight|Lucky slots $amount}", """
{Place your bets and win up to $amount|The roulette wheel is waiting}. {$n free bets for new players|No deposit needed}. {Cash out in bitcoin.|}""", button="{Bet now}", spoil=True, shown="{Lucky palace|$name}")
