"""Good mail of offices, utilities, banks, hospitals and schools: what reads like a threat and is none."""
from . import letters

letters("court-service-zh", "bulk", "zh", "notice", """
S: {【$org】|}电子送达通知：（$year）浙0192民初$last号
$name：
您参与的与$other{买卖合同纠纷|民间借贷纠纷|劳动争议}一案，本院已通过电子方式向您送达以下文书，请及时查收。
| 案号：（$year）浙0192民初$last号
| 文书：{传票、举证通知书、应诉通知书|民事裁定书|民事判决书}
| 承办法官：$other
| 送达日期：$date
> 查看文书
根据《民事诉讼法》规定，以{文书到达您的电子邮箱之日|您确认的电子地址接收之日}为送达日期。逾期未查看不影响送达效力。
~ 法院不会通过邮件要求转账，也不会索要银行卡密码和验证码。如需核实请拨打法院总机$phone。
====
S: 开庭提醒 $later $hour 第$m法庭
您好，您作为{原告|被告|委托诉讼代理人}的案件将于近期开庭，请准时到庭。
| 开庭时间：$later $hour
| 地点：$org第$m法庭（$city市）
| 合议庭：$name、$other、$third
请携带{身份证原件、授权委托书|本人有效身份证件及证据原件}，提前30分钟到达并配合安检。{无正当理由拒不到庭的，可以依法缺席判决。|如申请延期，请在开庭三日前提交书面申请。}
?本次庭审可在线旁听，网址见法院官方网站公告。
====
S: 诉讼费缴纳通知书（$no）
$name您好，您提交的立案申请已审核通过。请在收到本通知之日起七日内预交案件受理费。
| 预交金额：$amount
| 缴费码：$long
缴费方式：登录诉讼服务网“我的案件”栏目在线缴费，或持缴费通知书到{银行柜台|诉讼服务大厅自助机}办理。
逾期未交又未申请缓交、减交、免交的，按自动撤诉处理。
~ 诉讼费统一缴入财政专户，任何要求汇至个人账户的信息均属诈骗。
""", org="清河区人民法院:court.qinghe|临江市中级人民法院:court.linjiang|南屏仲裁委员会:arb-nanping", box="songda|ssfw|noreply|sdpt")

letters("tax-reminder-zh", "bulk", "zh", "notice", """
S: {【办税提醒】|}本月申报期截至$later
尊敬的纳税人：
$firm（纳税人识别号尾号$last）截至目前尚有以下税费种未完成申报，请在征期内办理：
* {增值税及附加税费申报表（一般纳税人适用）|企业所得税月（季）度预缴纳税申报表（A类）}
* {印花税|个人所得税扣缴申报}
* 财务报表报送
征期截止日为$later，逾期申报将按规定加收滞纳金。已完成申报的请忽略本提醒。
请通过电子税务局办理，办税咨询：$phone。
====
S: 个人所得税综合所得年度汇算提醒
$name，您好！
{$year年度个人所得税综合所得汇算清缴已经开始|您预约的年度汇算办理时段为$later}。经初步测算，您可能需要{补税，请在6月30日前办理|核对专项附加扣除信息}。
请您打开手机上已安装的个人所得税APP办理，本邮件不含任何链接。
如对收入数据有异议，可以在APP内发起申诉，由$city市税务部门核实后反馈。
温馨提示：税务机关不会以短信、邮件方式要求您提供银行卡密码、短信验证码。
====
S: 涉税事项办结通知（受理号$no）
您于$earlier提交的“{增值税一般纳税人登记|发票票种核定|跨区域涉税事项报告}”事项已办结。
| 办理结果：{准予|已登记|通过}
| 受理单位：$org
| 办结日期：$date
相关文书已推送至电子税务局“我的消息”，您可登录后下载打印。
?请对本次服务作出评价，您的意见将帮助我们改进工作。
> 评价本次服务
""", org="滨江区税务局:tax.binjiang|临江市税务局:tax.linjiang", box="tixing|noreply|bsfw")

letters("social-security-zh", "bulk", "zh", "notice", """
S: {【公积金】|}$year年度住房公积金结息对账单
尊敬的缴存职工$name：
{您的住房公积金账户已完成年度结息|本年度结息工作已完成}，现将对账信息发送给您，请核对。
| 个人账号：****$last
| 上年结转余额：$amount
| 本年缴存：$price
| 本年利息：$fee
| 截止日期：$date
如发现数据不符，请于30日内向单位经办人或管理中心各网点查询，客服热线12329。
====
S: 社会保险个人权益记录单（$year年度）
$name同志：根据《社会保险法》有关规定，现向您提供本年度个人权益记录。
| 参保单位：$firm
| 养老保险实际缴费月数：$m
| 个人账户累计储存额：$amount
| 医疗保险个人账户余额：$price
完整记录请登录人社政务服务平台或持社会保障卡到自助终端打印。
?若缴费基数与实际工资不符，请先与单位人力资源部门核对。
~ 人社部门办理业务不收取任何费用，请勿点击不明链接。
====
S: 单位公积金汇缴到账通知
$firm公积金经办人：贵单位$month汇缴款项已入账。
| 汇缴人数：$n
| 汇缴金额：$amount
| 业务流水：$no
贵单位下月汇缴日为$later，人员增减变动请提前三个工作日在网上大厅办理。
""", org="临江市住房公积金管理中心:gjj.linjiang|滨江区社会保险事业中心:rshj.binjiang", box="duizhang|noreply|service")

letters("government-hall-zh", "bulk", "zh", "notice", """
S: 您的办件已受理，受理编号$no
$name您好，您在$org申请的“{居住证签注|营业执照变更登记|不动产登记信息查询|残疾人证换领}”事项已受理。
承诺办结时限为{$m个工作日|五个工作日}，您可凭受理编号在政务服务网“办件查询”中查看进度。
?如材料需补正，窗口工作人员将以电话方式与您联系，联系电话以$phone开头。
====
S: 办件结果通知
您好！您申请的业务已办结，证照已{交由邮政寄出，运单号$track|制作完成，请到一楼综合窗口领取}。
| 事项名称：{公司变更登记|食品经营许可|户口迁移}
| 受理编号：$no
| 办结时间：$date $clock
感谢您的配合。办理政务服务事项均不收取费用。
====
S: 【交管】机动车检验临近提醒
车主您好：您名下号牌尾号为$last的小型汽车，检验有效期至$later，请提前预约检验。
请先处理完未处理的交通违法记录，可通过官方手机应用预约检测站。$year年起六年内新车免上线检测，但需申领检验标志。
~ 本提醒由$org发送，不含链接，不收费。
""", org="滨江区政务服务中心:zwfw.binjiang|临江市公安局交通警察支队:jg.linjiang", box="noreply|tongzhi")

letters("carrier-bill-zh", "bulk", "zh", "notice", """
S: {【$org】|}$year年$month电子账单 $masked
尊敬的客户，您好！感谢您使用$org。您$masked号码$month账单如下：
| 套餐及固定费：$price
| 语音通信费：$fee
| 上网费：￥0.00
| 本期应付：$price
| 当前积分：$n$m
{本期账单已从话费余额中扣除|请于$later前完成缴费，以免影响使用}。
> 查看账单详情
~ 账单仅供参考，如需发票请到营业厅或掌上营业厅开具。
====
S: 宽带到期提醒
尊敬的用户：您的宽带（账号尾号$last）将于$later到期。{续费可享老用户专享价$price/年，送$m个月|到期后将自动按标准资费计费}。
您可以通过手机营业厅、拨打客服热线或就近到营业厅办理续约。
?如您已经续费，请忽略此提醒，感谢支持。
====
S: 流量使用提醒：您的套餐流量已使用$pct%
您好，截至$date $clock，您本月套餐内国内流量已使用$pct%，剩余$n GB。超出后按5元/GB收费，当月封顶$price。
您可订购{加油包|夜间流量包}，次月自动失效。退订、查询请登录掌厅或回复短信办理。
> 办理流量包
""", org="江南移动:jn-mobile|华东联讯:huadong-unicom|天路电信:tianlu-telecom", box="bill|zhangdan|10000|service")

letters("electricity-zh", "bulk", "zh", "notice", """
S: {电费账单|电费通知单} $year年$month 户号$no
尊敬的电力客户：您的户号$no本期用电情况如下。
| 抄表日期：$earlier
| 本期电量：$n$m 千瓦时
| 本期电费：$price
| 缴费截止：$later
{为避免产生违约金，请在截止日前缴纳。|您已签约银行代扣，将于$later扣款，请确保余额充足。}
?阶梯电价说明：本年累计电量已使用第一档的$pct%。
====
S: 计划停电通知 $later
因{配网改造|线路检修}需要，$city市{新华路、解放路沿线|滨河小区1至$n幢}将于$later $hour至17:00停电，涉及用户$firm等。
请提前做好准备，{敏感设备请提前关机|电梯、水泵等请安排备用电源}。给您带来的不便敬请谅解，恢复送电时间以现场施工情况为准。
====
S: 燃气安检预约提醒
$name您好，根据《燃气管理条例》，我们定于$later上门为您进行年度安全检查，工作人员将佩戴工作证，检查不收费、不推销产品。
如需改期请拨打$phone，或在微信公众号“我的安检”中更改。两次未能入户的，将张贴到访不遇通知单。
""", org="临江供电公司:power.linjiang|滨江燃气:binjiang-gas", box="noreply|dianfei|kefu")

letters("einvoice-platform-zh", "bulk", "zh", "notice", """
S: 您收到一张新的数电发票【发票号码：$long】
尊敬的客户，您好：
$org已为您开具电子发票，票面信息如下：
| 发票号码：$long
| 购买方名称：$firm
| 价税合计：$amount
| 开票日期：$date
> 下载PDF
{发票文件（PDF、OFD、XML）见链接，|}您可通过国家税务总局全国增值税发票查验平台核验真伪。
~ 电子发票与纸质发票具有同等法律效力，可用于报销、入账。请勿重复打印报销。
====
S: {【$org】|}发票开具成功，订单$no
Hi，$name，您申请的发票已经开好啦。
| 抬头：{$firm|个人}
| 发票金额：$price
| 发票类型：电子发票（普通发票）
PDF版式文件已作为附件发送，若附件无法打开，可点击下方按钮下载。
> 下载发票
如抬头或税号有误，可在30天内在订单页申请换开一次。
====
S: 电子发票通知-$firm
您好：
贵公司向我公司购买的{办公用品|技术服务|餐饮服务|汽油}，发票已开具并随附件发送，请财务老师查收。
销售方：$org
金额：$amount，税率{6%|13%|3%}
XML文件为数电发票的会计凭证原件，请按档案管理规定保存。有问题请联系开票员$other，电话$phone。
""", files=("pdf", "xml"), org="诺诚开票:nuocheng-fp|票易达:piaoyida|锦程商城:jincheng-mall|百旺通:baiwangtong|中悦酒店:zhongyue-hotel", box="invoice|fapiao|einvoice|noreply")

letters("bank-transaction-zh", "bulk", "zh", "notice", """
S: {【$org】|}账户变动通知
尊敬的$name：您尾号$last的{借记卡|信用卡}于$date $clock{消费|转出|网上支付}人民币$price，当前{余额$amount|可用额度$amount}。
| 交易商户：{锦程商城|某超市$city店|城市地铁}
| 交易类型：{快捷支付|刷卡|扫码}
如非本人操作，请立即拨打我行客服电话（卡片背面）挂失。
====
S: $year年$month信用卡账单
尊敬的{$name先生|$name女士}，感谢您使用$org信用卡，您$month的账单已生成。
| 账单周期：$earlier-$date
| 本期应还款额：$amount
| 最低还款额：$price
| 到期还款日：$later
账单明细见附件，打开密码为您身份证件号码后六位。
理财非存款，贷款需理性。逾期还款将影响您的个人征信记录，请按时还款。
====
S: 电子回单：业务编号$no
$firm：您于$date发起的{对公转账|代发工资|跨行汇款}已成功。
| 付款账号：****$last
| 收款人：{$other|和润电器}
| 金额：$amount
| 状态：银行已受理，预计{实时|下一工作日}到账
回单文件请登录企业网银“电子回单”下载，本邮件仅作提示，不作为记账凭证。
""", org="海岳银行:haiyuebank|江州农商行:jiangzhou-bank|东临银行:donglin-bank", box="bill|creditcard|ebank|95500|estatement")

letters("bank-warning-zh", "bulk", "zh", "notice", """
S: {安全提示|风险提醒}：您的账户出现一笔异常交易，已被暂时拦截
尊敬的客户：我行风控系统于$date $clock发现您尾号$last的卡在{境外网站|$city}有一笔{$price|$amount}的交易尝试，为保障资金安全已先行拦截。
如为本人交易，您可在手机银行“安全中心”确认后重新支付；如非本人操作，无需处理，我们会在$m小时内致电与您核实。
我行不会通过邮件索要密码、验证码，也不会要求您把资金转到“安全账户”。
====
S: 警惕冒充我行的钓鱼邮件和短信
近期有不法分子冒充我行，以“积分清零”“账户冻结”“身份信息过期”为由，诱导客户点击链接填写卡号、密码。请您注意：
* 我行官方网址可在银行卡背面查看，请手工输入
* 任何索要短信验证码的都是诈骗
* 收到可疑邮件请转发至我行举报邮箱，然后删除
如已泄露信息，请立即拨打客服热线冻结账户，并向公安机关报案。
====
S: 身份证件即将到期，请及时更新
$name您好，您在我行留存的身份证件将于$later到期。根据反洗钱相关规定，证件过期90天后未更新的，我行将限制部分非柜面业务。
您可通过已下载的手机银行—我的—个人信息自助更新，或持新证件前往任一网点办理，全程免费。
""", org="海岳银行:haiyuebank|江州农商行:jiangzhou-bank", box="service|safe|95500")

letters("efiling-en", "bulk", "en", "notice", """
S: Activity in Case 2:$n-cv-0$last {Reed v. Nordlake Supplies|Marchetti v. Tessel Cloud} {Order|Motion|Notice of Hearing}
This is an automatic e-mail message generated by the electronic filing system. Please DO NOT RESPOND to this e-mail because the mail box is unattended.
***NOTE TO PUBLIC ACCESS USERS*** Attorneys of record and parties in a case (including pro se litigants) receive one free electronic copy of all documents filed electronically, if receipt is required by law or directed by the filer.
The following transaction was entered on $date at $clock and filed on $date.
| Case Name: Reed v. Nordlake Supplies
| Case Number: 2:$n-cv-0$last
| Document Number: $m
> Document $m
Docket Text: ORDER granting {motion to extend time to respond|stipulation to continue the scheduling conference}. Response due by $later. Signed by Judge $name.
====
S: Filing {Accepted|Returned for Correction}, Envelope $no
{Your filing has been accepted by the clerk's office.|The clerk reviewed your submission and returned it; the reason is given below.}
| Envelope: $no
| Case: $last-CV-$n
| Filing: {Petition|Answer|Proof of service}
| Filing fee: $fee
?Comment of the reviewer: {please sign page $m|the exhibit was not searchable}.
You can view the stamped copy for the next 60 days without signing in.
> View stamped document
====
S: Hearing reminder: $weekday $later, $hour
Dear $first $name,
This is a courtesy reminder that your matter is listed at $org on $later at $hour, {Court $m|Hearing room $m, second floor}. Please arrive thirty minutes early to allow for security.
If you cannot attend you must tell the listing office in writing; failing to attend may lead to a decision in your absence.
~ We do not take payments by telephone or email, and we will never ask for your bank details.
""", org="District Court of Millshire:ecf.court-millshire|County Court of Ardenne:courts.ardenne|Tribunal Service Northmoor:tribunals.northmoor", box="cmecf|efile|listing|noreply")

letters("jury-en", "bulk", "en", "notice", """
S: Juror summons: your reporting instructions for $later
Dear prospective juror $name,
You have been selected at random for jury service at $org. Your juror number is $no and your group is $m.
Please complete the qualification questionnaire within ten days of this notice. You may do so on the court's website, whose address is printed on the card that you received by post, or return the paper form.
The night before you report, call the recorded line or check the website after 5 pm to learn whether your group is needed.
Failure to respond may be treated as contempt. {Postponement may be requested once.|Employers may not penalise an employee for jury service.}
====
S: Jury service: thank you, and your attendance fee
Thank you for serving from $earlier to $date. Your attendance payment of $price will be posted to the address that we have on file within $m weeks. There is nothing you need to do.
If you need a certificate for your employer, reply is not possible to this address; ask the jury office in person or by telephone.
====
S: Electoral roll: please check the details of your household
Every year we must check who lives at each address. For your address we currently hold {one person|two persons}. If that is right you need do nothing. If it is not, tell us by $later with the security code $code from the letter that we sent.
> Update your details
It is an offence not to give the information that is asked for. {Questions? Our office is open weekdays from nine to four.|}
""", org="Superior Court of Millshire:jury.millshire-courts|Northmoor Council:northmoor-council", box="jury|elections|noreply|jury.office")

letters("council-en", "bulk", "en", "notice", """
S: Your {council tax|property tax} bill for $year is ready
Hello $first,
your new bill is available in your online account. As you asked for paperless billing we will not send one by post.
| Account: $no
| Amount for the year: $amount
| First instalment: $price on $later
{You pay by direct debit, so you need take no action.|If you do not pay by direct debit, the ways to pay are listed on page two of the bill.}
> See your bill
====
S: Reminder: instalment not received
Dear resident, according to our records the instalment of $price due on $earlier has not reached us. If you have paid in the last five days please ignore this reminder.
If you do not pay by $later you may lose the right to pay by instalments, and the full balance becomes due. If you are struggling to pay, talk to us: our advisers can agree an arrangement and check what support you are entitled to.
Telephone $phone, Monday to Friday.
~ Northmoor Council will never send you a text message or email asking for card details.
====
S: Planning application $no: your comments by $later
You asked to be told about applications near your home. We have received one for {a single-storey extension|change of use from shop to flat} at $n Mill Lane.
Plans may be inspected online or at the library. Comments must arrive by $later and are public.
> View application
?Bin collections move by one day in the week of the holiday.
""", org="Northmoor Council:northmoor-council|City of Alderton:alderton-city|Millshire County:millshire-county", box="counciltax|noreply|updates|revenues")

letters("mobile-bill-en", "bulk", "en", "notice", """
S: Your $org bill is ready
Hi $first, here's your latest bill for the number ending $last.
| Total: $price
| Payment date: $later
| Plan: {SIM only $n GB|Family Share|Unlimited Lite}
We'll take the payment automatically. {This bill is higher than last month because of roaming in $city.|There were no charges outside your plan.}
> View bill
====
S: Your payment didn't go through
Hi $first, we tried to collect $price for your account $no on $earlier, but your bank declined it. We'll try again on $later, so please make sure there is enough money in the account.
If you'd rather pay another way, open the app or dial 150 free from your phone. Your service isn't affected for now.
====
S: Price change from $later: what it means for your plan
Dear customer,
Each year our prices go up in line with the terms you agreed to. From $later your monthly plan goes from $fee to $price. You do not have to do anything, and nothing changes in what you get.
?If you are outside your minimum term you may leave at any time without charge.
The full table is on our website under "Pricing". Thank you for staying with us.
""", org="Larkphone:larkphone|Telora:telora|BlueCell Wireless:bluecell", box="billing|ebill|noreply|myaccount")

letters("power-bill-en", "bulk", "en", "notice", """
S: Your {electricity|gas and electricity} statement, $earlier to $date
Hello $first, your statement is ready. Your account is {in credit by $fee|in debit by $price}.
| Account number: $no
| Electricity used: $n$m kWh
| Charges this period: $price
| Balance: $fee
{Your direct debit stays the same.|From $later your direct debit becomes $price a month.} We have worked this out from {your own readings|estimated readings; please send us real ones}.
> See statement
====
S: Final reminder: overdue balance of $price
We recently wrote to you about your balance of $price, which was due on $earlier. We haven't received payment.
Please pay by $later. If you don't, we may add a charge of $fee and pass your account to our collections team; we would visit before any disconnection.
Worried about paying? Call us free. We can spread the cost, and you can get independent advice at no charge.
> Pay or set up a plan
====
S: Planned power cut on $later in your area
We need to carry out essential work on $later between $hour and 16:00. Your power will be off during this time at {$n Mill Lane|the address we hold for you}.
If anyone in your home depends on medical equipment, call us and join the priority register. You don't need to reply.
""", org="Oakridge Utilities:oakridge-utilities|Ardenne Energy:ardenne-energy|Westfield Water:westfield-water", box="statements|noreply|customer.service|billing")

letters("card-transaction-en", "bulk", "en", "notice", """
S: {You made a purchase of $price|Transaction alert: card ending $last}
Hi $first, your card ending in $last was used for $price at {FERNWAY FOODS $city|KESTREL AIR|PARKING 0$m} on $date at $clock.
You get this message because you asked for alerts on purchases above a limit. You can change the limit in the app.
Don't recognise it? Freeze the card in the app or call the number on its back.
====
S: Your transfer of $amount has been sent
Dear customer, as you instructed we have paid $amount from your account ending $last to $other. The reference is $no. It should arrive {within two hours|on the next working day}.
If you did not make this payment, contact us at once on the number printed on your card.
~ Mapleford Bank plc. We never ask for passwords, PINs or one-time codes by email.
====
S: Card not present: $price approved at {an online shop|a subscription service}
| Card: ending $last
| Amount: $price
| Where: {TESSEL CLOUD|QUILLBASE INC}
| When: $date $clock
This is an automatic message from your card alerts; replies are not read.
""", org="Mapleford Bank:maplefordbank|First Harbor Credit Union:firstharbor-cu|Alderton Savings:alderton-savings", box="alerts|notify|cards|noreply")

letters("card-expiry-en", "bulk", "en", "notice", """
S: Your card is about to expire
Hello $first,
your debit card ending $last expires at the end of the month. A new one is on its way and should arrive by $later, at the address that we hold for you. The PIN stays the same.
When it comes: sign it, use it once with the PIN, and cut up the old one. Remember to give the new expiry date to shops and services that charge your card.
Not arrived by $later? Tell us in the app or at a branch.
====
S: Update your payment method to keep {your plan|your storage}
Hi $first, the card on file for your $org plan (ending $last) expires before your next renewal on $later. To avoid an interruption, add a new one in your account under Billing.
> Go to billing
If your bank has already told us the new expiry date, you'll see it there and can ignore this note.
====
S: Payment failed for $org, we will try again
We couldn't charge $price to the card ending $last. This often happens when a card has expired or the bank asks for confirmation.
We'll retry on $later. After three attempts the workspace is switched to read-only; no data is deleted.
> Update card
Invoice $no
""", org="Mapleford Bank:maplefordbank|Quillbase:quillbase|Tessel Cloud:tessel|Lumen Yard:lumenyard", box="billing|cards|noreply|support")

letters("fraud-alert-en", "bulk", "en", "notice", """
S: Did you just try to spend $amount?
$first, we've stopped a payment that didn't look like you: $amount to {an electronics shop in $city|a money transfer service} at $clock today, card ending $last.
If it was you, open the app, choose Approve and try again. If it wasn't, choose No; we will cancel the card and send a new one.
We won't ask you to move money, tell us a code or install anything. Anyone who does is a criminal.
====
S: Security notice: your {online banking|card} has been temporarily locked
Dear $first $name,
after several wrong attempts to sign in on $date we have locked online banking for your profile. This is to protect you.
To unlock it, use the card reader or visit a branch with an identity document. You can't unlock it by email, and this message contains no link on purpose.
Case reference $no.
====
S: Scams to look out for this month
Criminals are pretending to be delivery companies, the tax office and even your bank. Three examples that our customers reported in $month:
* a text about an unpaid delivery fee of $fee that leads to a copy of a card form
* an email that says your account will be suspended within 24 hours unless you verify it
* a call from "our fraud team" that asks for a one-time passcode
Stop, challenge, protect: never click on a link you didn't expect. Forward suspicious email to us and then delete it.
> Read the full guide
""", org="Mapleford Bank:maplefordbank|First Harbor Credit Union:firstharbor-cu", box="security|fraud.prevention|alerts|noreply")

letters("hospital-zh", "bulk", "zh", "notice", """
S: 预约挂号成功通知（$org）
$name您好，您已成功预约，请按时就诊。
| 就诊科室：{消化内科|骨科|眼科|皮肤科}
| 医生：$other {主任医师|副主任医师}
| 就诊时间：$later $hour
| 挂号费：$fee
请提前30分钟持{身份证或医保卡|电子健康码}到自助机取号，过号需重新排队。如需取消请在就诊前一日17:00前操作，三次爽约将暂停预约资格。
====
S: 您的检查报告已出
您好，您于$earlier所做的{腹部超声|血常规|核磁共振}检查报告已审核完成。您可在医院微信公众号“报告查询”或一楼自助机查看、打印。
报告结果请以门诊医生解读为准。为保护隐私，本邮件不附报告内容。
====
S: 入职体检安排 $later
$name：受$firm委托，我中心已为您安排{入职|年度}体检，时间$later上午7:30至9:30，地点$city体检中心三楼。
注意事项：检查前一日晚八点后禁食，当日空腹；请携带身份证；糖尿病、高血压患者请随身带药。
预约号$no，改期请致电$phone。
""", org="滨江第一医院:binjiang-hospital|康禾体检中心:kanghe-tijian", box="yuyue|noreply|service")

letters("hospital-en", "bulk", "en", "notice", """
S: Appointment {confirmed|reminder}: $later at $hour
Dear $first, this is a reminder of your appointment with Dr $other in {Dermatology|Cardiology|Physiotherapy} on $weekday $later at $hour.
Please bring a list of your medicines and arrive ten minutes early. If you cannot come, let us know at least 24 hours before so that somebody else can have the place. Missed appointments may be charged at $fee.
====
S: You have a new message in your patient portal
A member of your care team has sent you a message. For your privacy the content isn't shown in this email. Sign in to the portal as usual to read it.
?If you have an emergency call the emergency number; messages are read on working days only.
> Go to patient portal
====
S: A new test result is available
Hello $name, a result that was ordered by Dr $third on $earlier has been released. Results may be available before your clinician has looked at them.
Statement of charges: a balance of $price from your visit of $earlier is due on $later. {Financial assistance is available.|Your insurer has paid its share.}
> View result
""", org="Alderton General Hospital:alderton-general|Lakeside Family Practice:lakeside-practice", box="appointments|noreply|mychart|patientportal")

letters("school-en", "bulk", "en", "notice", """
S: {Weekly letter to parents|Head teacher's letter}, $date
Dear parents and carers,
thank you to all who came to the open evening. Next week:
* Monday: sports kit for years $m and above
* $later: the photographer is in school; order forms come home in book bags
* Thursday: school closes at 14:00 for staff training
Please send in dinner money of $fee with your child or pay in the parent app. {No nuts in lunch boxes, please.|Lost property is overflowing; have a look.}
====
S: Absence: please explain by reply
We have not had a reason for {Oliver|Maya|Sam}'s absence on $earlier. Please tell the office today. Unexplained absence is recorded as unauthorised, and after five days we must inform the local authority, who may issue a penalty.
====
S: Your application to $org: decision available
Dear $first,
thank you for your patience. A decision about your application for {Master of Engineering|BA History|the exchange programme} is now in the applicant portal. If you hold an offer, the deposit of $amount is due by $later; scholarships are decided by the end of $month.
Sign in with your applicant number $no. Do not share your password with an agent.
> Applicant portal
""", org="Hillcrest School:hillcrest-school|Lakeside University:lakeside-univ|Alder College:alder-college", box="office|admissions|noreply|registrar")

letters("campus-zh", "ham", "zh", "inside", """
S: 关于开展$year年度国家奖学金评审工作的通知
各学院：根据学校工作安排，现启动本年度国家奖学金、国家励志奖学金评审工作。请各学院于$later前将推荐名单、申请审批表（一式两份）报送学生处$other老师处，逾期视为放弃。
申请条件、名额分配见附件。公示期不少于五个工作日，如有异议请向学生处反映，电话$phone。
====
S: 【财务处】关于劳务费发放及个人所得税申报的提醒
各位老师：$month劳务酬金申报系统将于$later $hour关闭。请在系统中录入校外专家姓名、身份证号、开户行及卡号，并由项目负责人签字确认。
系统登录入口：校园门户—财务服务—酬金申报。无需通过邮件发送任何银行卡信息。
====
S: 图书馆数据库试用及讲座预告
老师、同学们：图书馆自$date起开通两个数据库试用，校园网内可直接访问，校外请使用VPN。
$later $hour在报告厅举办“文献检索与管理”讲座，主讲人$name，欢迎参加，现场有小礼品。
?另：逾期图书请尽快归还，$n册以内的逾期费用本月减免。
""", shown="{学生处|财务处|图书馆|教务处}", box="xsc|cwc|lib|jwc")

letters("card-real-ja", "bulk", "ja", "notice", """
S: 【$org】カードご利用のお知らせ
$name 様
いつも$orgカードをご利用いただきありがとうございます。お客様のカードのご利用がありましたのでお知らせいたします。
| 利用日: $date $clock
| 利用先: {みなと商店|ツバメトラベル|コンビニエンスストア}
| 利用金額: $price
※このメールは、カード会社への照会時点の内容であり、実際のご請求とは異なる場合があります。
お心当たりのない場合は、カード裏面の電話番号までご連絡ください。メールでカード番号や暗証番号をお尋ねすることはありません。
====
S: $monthお支払い金額のご案内
$name 様、次回お引き落とし金額が確定しました。
| お支払日: $later
| お支払い金額: $amount
| 引落口座: あおば銀行 ****$last
口座残高をご確認のうえ、前営業日までにご準備ください。明細は会員専用ページでご覧いただけます。
> ご利用明細を見る
====
S: フィッシング詐欺にご注意ください
当社を装った不審なメールが確認されています。「カードの利用を制限しました」「至急ご確認ください」などと偽のサイトへ誘導し、カード番号や暗証番号を入力させる手口です。
不審なメールのリンクは開かず、公式アプリまたはブックマークからログインしてください。
""", org="あおば銀行:aobabank|みなとカード:minato-card", box="info|meisai|noreply")

letters("living-ja", "bulk", "ja", "notice", """
S: 【$org】お荷物お届けのお知らせ
$name 様、$laterの午前中にお荷物をお届けする予定です。
| お問い合わせ番号: $track
| ご依頼主: みなと商店
ご不在の場合は宅配ボックスまたは置き配を指定できます。受け取り日時の変更は会員ページからお手続きください。追加料金はかかりません。
> 受け取り方法を変更する
====
S: 電気ご使用量のお知らせ（$month分）
ご契約番号 $no のご使用量が確定しました。
| ご使用量: $n$m kWh
| ご請求予定金額: $price
| 口座振替日: $later
燃料費調整額により前月と単価が異なります。Web明細からご確認ください。
====
S: 【重要】ETC利用照会サービス ご利用明細の保存期間について
平素よりETC利用照会サービスをご利用いただきありがとうございます。ご利用明細の確認できる期間は15か月です。必要な方は$laterまでに保存してください。
450日間ログインのない場合、登録は自動的に解約となります。このメールに返信いただいても回答できません。なお、カード番号の入力をお願いすることはございません。
""", org="さくら便:sakurabin|ひかり電力:hikari-denryoku|東雲道路サービス:shinonome-road", box="noreply|info|otodoke")
