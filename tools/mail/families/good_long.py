"""Good mail of one to two pages, and the small mail that programs and offices send: answers while away, failures of delivery, tenders, estates."""
from . import letters

_TALK = {"form": "plain", "ways": "gmail apple thunderbird outlook exchange foxmail"}

letters("essay-zh", "bulk", "zh", "bulk", """
S: {周末长读|第$n期|专栏}：{城市边缘的修鞋匠|我们为什么容易上当|慢火车上的一天|一座水库和一个村庄}
# {卷首|写在前面}
{本期作者$other花了$m个月，走访了$n户人家，记下他们怎样度过普通的一天。|写下这些的时候，$city正下着今年第一场雨，窗外的法国梧桐落了一地。}
{老人说，他十六岁学徒，一双鞋底能纳出一千多针。机器来了以后，人们不再修鞋，只是扔掉。可是总还有人提着旧鞋来找他，说舍不得。他不多要钱，五块八块，有时候就收一把青菜。|火车在每个小站都停。卖鸡蛋的女人上来，又下去；学生靠着窗睡着了，书滑到地上。列车员认得常坐的人，会替他们留一壶开水。}
{电话响起来的时候，她正在做饭。对方叫得出她的名字、身份证号，说她的账户涉嫌洗钱，要她把钱转到“安全账户”。她后来对我说，不是不知道有骗子，是那一刻真的怕。警察告诉她，这样的案子每天都有几十起，受骗的人里有教授，也有会计。|水库修成那年，全村搬到了山上。祠堂沉在水底，天旱的年份能看见屋脊。孩子们已经不会说老地方的话，只有过年烧纸的时候，还朝着水的方向。}
?{我问他，往后怎么打算。他笑笑，说做到做不动为止。|研究者认为，骗局利用的往往不是贪心，而是匆忙。慢一点，问一问家人，大多数骗局就不攻自破。}
{也许所谓故乡，就是那些你以为会一直在那里的东西。|也许我们能做的，只是把他们的名字好好写下来。}
* {下期预告：码头上的翻译|读者来信：关于父亲的那篇}
* {本刊每月两期，免费阅读，欢迎转给喜欢的朋友|投稿请寄编辑部，稿酬千字$n0元}
> 在网页阅读
====
S: {读书会|新书}{通讯|推荐}：《{河流的名字|旧报纸|小镇医生}》
{这本书写了三代人和一条河。作者没有急着讲故事，她先写水，写水里的石头，写石头上的青苔。|读者常问，一个医生为什么写小说？他说，病历写多了，总有些话写不进去。}
{第二章写祖父贩盐，路上遇见溃兵，用两袋盐换了一条命。盐在那个年代比钱管用。|最动人的是母亲的信，每一封都在说天气，说咸菜，从来不说想念。}
{本月读书会$later $hour在湖滨书店二楼，免费，带一本书来交换就好。|签名本$n册，$price含邮费，书友优先。}
{主持：$other。上次讨论的记录见网站。|}
> 报名
""", org="湖滨书店:hubin-books|慢读周刊:mandu-weekly|知行网校:zhixing-edu|江城晚报:jiangcheng-news")

letters("essay-en", "bulk", "en", "bulk", """
S: {The long read|Issue $n|Sunday letter}: {The ferryman|Why clever people fall for scams|A year without a car|Notes on bread}
# {This week|Before we start}
{I took the ferry at six, when the river still belonged to the herons. $other has run it since his father's hip gave out; it carries eleven cars and as much gossip as you like.|My neighbour lost her savings on a Tuesday, between the washing and the news. She is a retired auditor.}
{The man on the phone knew her bank and the last four digits of her card. He was patient. He told her not to trust anyone, least of all the staff of her branch, and he stayed on the line for three hours while she moved the money to a "safe account". Ashamed people are silent, and so the trick keeps working.|Nobody plans the end of a ferry. A bridge is drawn somewhere, a consultation is held, and one winter there are fewer cars. He showed me the ledger of 1961: coal, flour, a piano, two coffins, one of them returned.}
{I asked what he'd do. "Fish," he said, and then, after a while, "badly."|The police officer I spoke to no longer asks why. He asks how fast: the ones who paused for tea kept their money.}
?{A dough has no opinion about your schedule. Fold it, leave it, go and answer your letters. What we call skill is mostly having failed on the same kitchen table for ten years.|We sold the car in spring. By June I knew the names of four dogs and the opening hours of everything.}
{Thank you for the letters about last month's piece; a selection is below.|If you liked this, send it to a friend; if you didn't, tell me why.}
* {Reader $third on her mother's allotment|What I'm reading: three books about rivers}
* {The archive is free, members pay for the printing|Next month: a lighthouse for sale}
> Read online
====
S: {Minutes and news of the|Letter from the} {history society|allotment association|village hall} - $month
{Our talk on the canal drew $n people, and the urn gave up at half time. Thanks to $other for running home for kettles.|The committee met on $earlier. Present: $other, $third and six others; apologies from the treasurer, who has the flu.}
{The roof fund stands at $amount. The grant from the county was approved and pays for the slates; the scaffolding is the problem, as ever.|Subscriptions are due: $fee, in cash or to the society's account on your card, which has not changed since 1998.}
{Members are warned of callers who claim to be from the council and ask for bank details. The council doesn't do that, nor does it sell driveways.|The spring outing goes to the pumping station on $later; the coach leaves at $hour sharp from the church.}
{We are still short of a secretary. It's two evenings a month, with biscuits.|The seed swap raised $fee and left us with forty marrows.}
""", org="Slow Letters:slowletters|Millshire History Society:millshire-history|The Northern Review:northernreview")

letters("minutes-long-en", "ham", "en", "inside", """
S: {Minutes|Notes}: {project board|steering committee|ops review}, $date
Present: $other (chair), $third, $name; {apologies: finance|remote: the $city team}
{1. Minutes of the last meeting were agreed.|1. Open actions: $m of $n closed, the rest below.}
{2. Status. The migration of the archive is at $pct%. Two nights were lost to a failed disk; the vendor replaced it under warranty and no data was lost.|2. Status. Sales are up $m% on last year, with most of it in $month. Returns remain high for the winter range; $third will look at sizes.}
{3. Budget. $amount spent of $big. The consultants' invoice of $price is approved; the next needs a purchase order before work starts.|3. Budget. We hold back the second tranche until acceptance. Finance asked that nobody agree to changed bank details by email; all changes go through the supplier desk, with a call-back.}
{4. Risks. The contract with the carrier ends on $later. A password of the test system was found in a ticket; it has been changed and the person knows.|4. Staff. Two vacancies are open. $other starts on $later. Holiday plans to $third by Friday please.}
?{5. Any other business. The lift. Again.|5. A fire drill takes place this month, unannounced.}
| $third: {draft acceptance criteria by $later|chase the landlord}
| $name: {send figures to the auditors|update the risk register}
| $other: {talk to legal about clause $m|book the room}
{Next meeting: $weekday, $hour, same place.|Corrections to me within a week.}
""", shown="$other", box="grace.holt|peter.lamb|ruth|n.field", sign="$other", ways="exchange outlook gmail")

letters("howto-list-zh", "bulk", "zh", "person", """
S: {[技术] |[分享] |}{从零搭建邮件服务器|Postgres主从切换记录|排查内存泄漏的一天|编译交叉工具链}{（一）|（完）|}
{整理了一下最近的笔记，发出来供大家参考，有错请指正。|上周线上出了点问题，写个总结。}
{一、环境|1. 背景}
{两台虚拟机，Debian 12，内核6.1，内存8G，域名已解析，反向解析让机房帮忙设了。|服务是C++写的，跑了三年没动过，上周二内存开始每天涨$n M。}
{二、步骤|2. 过程}
{先装postfix和dovecot，main.cf里把mynetworks收紧，别做开放转发，否则第二天就满队列的垃圾邮件，什么发票、贷款、赌博都从你这里发出去。|用valgrind太慢，线上不敢跑，后来用gdb attach上去看堆，发现$n万个同样大小的块。}
{SPF、DKIM、DMARC三条记录都要加：v=spf1 mx -all；DKIM用2048位，selector随便取；DMARC先p=none观察两周再收紧。|顺着虚表地址找到类名，是会话对象，引用计数没减。异常分支里少了一个release，$m年前的代码，作者已经离职。}
{证书用acme自动续，记得reload，不然三个月后大家都收不了信。|改完压测一晚，内存平稳，曲线终于是横的了。}
?{三、教训：日志要留够，监控要看趋势不要只看阈值，代码审查别只看happy path。}
{完整配置放在仓库里，commit $hex。|欢迎讨论。}
====
S: Re: {[技术] |}{从零搭建邮件服务器|排查内存泄漏}
> {DMARC先p=none观察两周再收紧}
{我这边试了，大厂的报告第二天就来，XML得自己解析，推荐写个脚本。|补充一点：别忘了把postmaster和abuse两个邮箱建起来。}
> {用gdb attach上去看堆}
{也可以用jemalloc的profile，开销很小。|gcore出来离线看更稳。}
""", ways="list list list", list="tech-zh|ops|cpp-cn|talk", form="plain", org="Linux用户组:lug-zh|运维论坛:ops-forum|开源社区:oss-zh", sign="{-- |}{$name|}")

letters("away-auto", "ham", "zh", "person", """
S: {自动回复|自动答复|Automatic reply}：{$month对账单|Re: 会议|}
{您好，|}{我{正在出差|休年假|休产假}，$later返回|感谢您的邮件，我$date至$later不在办公室}。{期间无法及时回复，急事请联系$other，分机$last|工作事项请转$third}。{给您带来不便，敬请谅解。|}
====
S: {自动回复|离职通知}：{本邮箱已停用|联系人变更}
{$name已离职，业务由$other接替，邮箱不变的格式为姓名全拼|本人邮箱变更，以后请发到公司邮箱}。{如涉及付款、账户变更，请务必电话核实|谢谢合作}。
====
S: 自动回复: {来信已收到|咨询}
{您的来信已收到，我们会在$m个工作日内回复|工单号$no，请勿重复发送}。{节假日顺延。|}
""", sign="{$name|}", ways="exchange foxmail outlook", form="plain")

letters("away-auto-en", "ham", "en", "person", """
S: {Automatic reply|Out of office|Away until $later}: {invoice|your mail|Re: meeting}
{Thank you for your message.|Hello,} {I'm away until $later with {no|limited} access to mail|I'm on parental leave until next year}. {For urgent matters please call $other on $phone.|$third looks after my projects.} {Your message won't be forwarded.|I'll answer when I'm back.}
====
S: {Automatic reply: |}{I've left $org|This mailbox is closed|Change of address}
{I no longer work at $org. Please write to $other.|This address is not read any more.} {We never announce new bank details by mail.|}
====
S: {Re: |}{[Ticket $no]|Your request}: {received|on hold}
{We've received your request and will get back to you within $m working days.|Your ticket waits for your answer; it closes by itself after a week.}
""", sign="{$name|$org|}", ways="exchange gmail outlook", form="plain")

letters("bounce-real", "bulk", "en", "inside", """
S: {Undelivered Mail Returned to Sender|Mail delivery failed: returning message to sender|Delivery Status Notification (Failure)|Undeliverable: {Re: |}meeting}
{This is the mail system at host mx1.$home.|This message was created automatically by mail delivery software.}
{I'm sorry to have to inform you that your message could not be delivered to one or more recipients. It's attached below.|A message that you sent could not be delivered. This is a permanent error.}
{<$local$last@$dom>: host mx.$dom said: 550 5.1.1 User unknown (in reply to RCPT TO command)|<$local@$dom>: mailbox is full (over quota), 452 4.2.2|<$local@$dom>: Connection timed out, tried for 5 days}
{Please check the address and send it again.|There's nothing more to do here.}
====
S: {Warning: message delayed {4|24} hours|Delayed mail (still being retried)}
{Your message has not been delivered to <$local@$dom> yet. You don't need to resend it, delivery attempts continue for {3|5} days.|} {The error was: 451 greylisted, please try again later.|Connection refused.}
====
S: {Confirm your subscription|Welcome to|Your post awaits approval:} {"devel"|the users list}
{Someone, hopefully you, asked to subscribe $me. Reply to this message and keep the subject to confirm. If it wasn't you, ignore it.|Your mail to the list is held until the moderator can review it: post by non-member.}
""", shown="{Mail Delivery System|Mailer-Daemon|postmaster|Mailman}", box="mailer-daemon|postmaster|listmaster", form="plain")

letters("tender-zh", "bulk", "zh", "bulk", """
S: {招标公告|采购公告|中标公示|更正公告}：{$city$org办公设备采购|道路绿化养护|实验室仪器}（编号$no）
{受采购人委托，现对下列项目进行公开招标，欢迎合格供应商参加。|评标结果公示如下，公示期至$later。}
| 项目编号：$no
| 预算：$big
| 获取文件：$date至$later，平台下载，工本费$n0元
| {开标：$later 9:30，公共资源交易中心$m号厅|中标人：$org，金额$amount}
{投标保证金应从基本账户转出，只退原账户|不接受联合体}。{质疑请书面提出，联系人$other，$phone|本公司不通过私人账户收取任何费用}。
> 查看公告
====
S: {订阅的商机|项目}{日报|更新}：{$n条|}（$date）
* {$city轨道交通安检设备，截止$later|大学食堂厨具，预算$amount}
* {医院信息化监理，已澄清|档案数字化，延期}
> 查看全部
""", org="公共资源平台:ggzy-platform|采招通:caizhaotong|湖滨大学招标办:lakeside-tender")

letters("estate-office-zh", "bulk", "zh", "notice", """
S: {物业|社区|业主委员会}{通知|公告}：{停水|电梯检修|消防演练|物业费|垃圾分类}
{各位业主：|尊敬的住户：}
{因管网改造，$later $hour至次日6:00停水，请提前储水|$n栋电梯于$date年检，约两小时|本季度物业费可到前台刷卡或在小程序缴纳，$later前交清免滞纳金}。{近期有人冒充物业在楼道贴二维码“缴费优惠”，请勿扫码|陌生来电推销装修、贷款，与物业无关}。{不便之处敬请谅解。值班$phone|}
====
S: {房屋租赁合同|水电费|宽带}{到期提醒|账单}
{您租住的{$n|$m}号房合同将于$later到期，续租请联系管家$other|本月电费$fee，已从余额扣除}。{退租押金七个工作日原路退回。|}
====
S: {车位|门禁|快递柜}{登记|调整}
{请业主携带行驶证到前台更新车牌，免费|门禁卡系统升级，无需换卡}。{每户限两个|家中老人可由子女代办}。
""", org="绿洲物业:lvzhou-wuye|安居公寓:anju-apt|朝阳里社区:chaoyangli", box="notice|wuye|service")

letters("trip-zh", "ham", "zh", "person", """
S: {去$city的安排|机票酒店确认|行程}{（更新）|}
{$other好，|}{票订好了：$weekday $hour出发，{高铁二等座|经济舱，折扣还行}$price，回程$later|酒店用公司协议价$price，离客户两站地铁}。{发票抬头开公司，行程单我来收|早餐含，押金到店刷}。
{第一天：拜访$org，谈样品；第二天：展会，看$n号馆；第三天：机动，可能去工厂。|到了先去酒店放东西，晚上$third请吃饭，穿随便点。}
{天气$n度，带件外套|护照、身份证别忘了，签证页复印件我有}。{有变动打我电话。|}
====
S: {自驾|徒步|露营}：{五一|这周末}
{人数定了$k个，两辆车，费用AA，油费我先垫|路线：早上六点集合，走高速三小时，湖边扎营}。{帐篷够，睡袋自带|谁会生火？去年那个别再让他弄了}。{下雨就改吃火锅。|报名的把身份证号私下发我买保险，别发群里。}
====
S: Re: {报销|出差补助}
{票贴好了，$price，少一张出租车票，用餐补抵|系统里退回来了，说事由太短}。{$weekday我去财务，一起？|}
""", sign="{$name|}", **_TALK)

letters("complaint-zh", "ham", "zh", "person", """
S: {投诉|反馈|退货}：{订单$no|收到的{货|发票}不对}
{你们好，|客服：}{我$earlier买的{电饭煲|童鞋}，用了$m天就坏了|收到的颜色不对，尺码也小一号}，{客服电话打了三次没人接|上次说退款三天到账，到现在没到}。{请尽快给个说法，不然我打12315|麻烦换一双，运费你们出}。{照片在附件|订单截图见下}。{$name $masked|}
====
S: Re: {关于您的反馈|工单$no}
{$other先生/女士您好，|}{非常抱歉给您带来不便，|}{已为您登记换货，快递员$weekday上门取件，不用付费|退款$fee已原路退回，银行1至3天入账}。{如仍有问题直接回复本邮件|我的工号$last}。
====
S: {咨询|请教}{保修|发票|安装}{问题|}
{机器报E$k错误，是不是要换滤网|发票丢了能补吗|你们在$city有网点吗}？{型号在背面：$plate|}{谢谢|}
""", sign="{$name|$org客服 $name}", **_TALK)

letters("lawyer-zh", "ham", "zh", "person", """
S: {Re: |}{合同审查意见|律师函草稿|开庭时间|股权转让协议}（$no）
$other{总|经理|女士}：
{合同看过了，主要问题三处：一、付款条件过宽，建议发货前付清；二、违约金标准不对等；三、管辖约定在对方所在地。|开庭定在$later上午，地点不变，请带身份证和原件，提前半小时到。}
{附件里修订模式能看到改动，请业务部门确认商业条款|律师函按您的意思改了措辞，寄出前请再看一遍}。{对方若主动提出和解，不要口头答应|诉讼费票据寄给您报销}。
{律师费按合同付到律所账户，账户没有变化，如收到变更通知请先打我电话。|有问题随时沟通。}
====
S: {欠款|货款}事宜{沟通|催告}
{贵司尚欠$amount，已逾期$n天，经多次沟通未付|收到贵方来函，我们核对后回复如下}。{希望在$later前付清，否则我们只能依法处理|其中$price因质量问题有争议，建议双方坐下来谈}。{此致}
""", thread=True, files=("pdf",), sign="{$name 律师|$name，$org法务部|$name}", ways="foxmail exchange outlook")

letters("calendar-zh", "ham", "zh", "inside", """
S: {会议邀请|日程更新|已取消|已接受}：{周例会|方案评审|面谈}（$weekday $hour）
{$other 邀请您参加：|以下会议时间有变化：}
| 时间：$later $hour
| 地点：{二楼小会议室|线上会议，号码见日程}
| 议题：{进度、预算、下周安排|评审第三版方案}
{请提前十分钟入会。|资料放在共享盘。|因故不能参加请回复。}
====
S: {培训|聚餐|团建}{报名成功|时间投票}
{投票结果：$weekday $k票最多，就这天|您已报名，$later见}。{忌口的同事告诉我一声。|}
""", shown="$other", files=("ics",), sign="{$other|}", ways="exchange outlook foxmail")
