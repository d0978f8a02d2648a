"""Good mail of working life: the own office and its machines, suppliers and customers, services that teams use."""
from . import letters

letters("code-host-en", "bulk", "en", "notice", """
S: Re: [tessel/scheduler] Fix race when the queue is drained (PR #$last)
@$local commented on this pull request.
In src/queue.c:
+ if (atomic_load(&q->left) == 0) return;
This can still be reordered with the store in push(). Could you add a test with two writers? Otherwise {looks good to me|fine}.
---
~ Reply to this email directly, view it on the site, or unsubscribe. You are receiving this because you were mentioned.
====
S: [tessel/web] Bump {json-tools|left-trim} from 4.$m to 4.$n (PR #$last)
Bumps json-tools from 4.$m to 4.$n. This fixes a moderate security advisory (prototype pollution).
* Release notes
* Commits: $n
You can trigger a rebase by commenting. Compatibility score: $pct%.
====
S: [security] A personal access token was added to your account
Hey $local!
A fine-grained personal access token (ci-$hex) was recently added to your account. If this was you, no further action is needed. If not, remove it in Settings and change your password.
====
S: [tessel/api] Run failed: tests - main ($hex)
| Workflow: tests
| Branch: main
| Commit: $hex by $name
| Duration: $m minutes
Jobs: build succeeded; lint succeeded; unit (clang) failed with 1 annotation.
> View workflow run
""", org="Tessel Cloud:tessel|Codeharbor:codeharbor", box="notifications|noreply", ways="django java grid mainframe")

letters("tracker-en", "bulk", "en", "notice", """
S: [JIRA] ({OPS|WEB|PAY}-$last) {Invoice export fails for $n accounts|Password reset link expires too early|Login page is slow}
$name created an issue:
| Key: OPS-$last
| Type: {Bug|Task|Incident}
| Priority: {High|Medium}
| Assignee: $other
| Due: $later
Steps to reproduce: open the account, choose export, wait. Expected a file, got error $code. Customers ask for it, so please look today.
> View issue
====
S: $other mentioned you on {Release plan|Office move|Payment service}
@$local could you confirm the date? Finance needs the invoice before $later, and the bank must verify the new certificate.
> Reply
?You get this mail because you watch this page. Manage notifications.
====
S: Your daily summary: $m tasks due
Good morning $first. Today:
* Approve purchase request $no
* Review the contract draft of $other
* Update the password policy page
Overdue: $m. Have a productive day!
> Open my tasks
""", org="Tessel Cloud:tessel|Quillbase:quillbase|Boardly:boardly", box="jira|notifications|noreply")

letters("pipeline-zh", "bulk", "zh", "notice", """
S: [构建{失败|成功}] web-portal #$last
| 项目：web-portal
| 分支：release/$m.$n
| 提交：$hex（$name）
| 耗时：$m分$n秒
失败阶段：单元测试，共$n个用例，失败2个。请提交人尽快处理，避免影响$later发布。
> 查看日志
====
S: 【告警】{磁盘使用率|接口超时率|CPU使用率}超过阈值
告警级别：{P2|P3|严重}
实例：app-$hex（10.0.$m.$n）
当前值：$pct%，持续$m分钟
触发时间：$date $clock
请值班人员$other及时处理，恢复后会自动发送恢复通知。
====
S: 证书到期提醒：$m个域名的SSL证书将于$later到期
您好，以下证书即将到期，请及时续签，否则网站将出现安全警告：*.$home（序列号尾号$last）。
如已更换请在平台“证书管理”标记为忽略。
> 前往证书管理
""", org="云栈科技:yunzhan|百川云:baichuancloud|青禾办公:qinghe-oa", box="ci|alert|noreply|devops")

letters("share-zh", "bulk", "zh", "notice", """
S: $name邀请你协作文档《{$year年预算汇总|客户拜访计划|周报汇总}》
$name邀请你编辑文档，登录后即可查看。
> 打开文档
留言：麻烦各位在$later前填完，谢谢！
~ 仅企业内成员可访问。如不想接收此类通知，请在设置-消息通知中关闭。
====
S: {网盘|云文档}分享：$other向您分享了{投标文件|项目照片|设计图}
您好，$other（$city分公司）通过$org向您分享了{1个文件|$m个文件}，提取码：$last，有效期7天。
> 查看文件
====
S: 您申请的文档权限已通过
您申请查看《{报价体系V$m|合同模板|组织架构}》的权限已由所有者$name通过，权限：可阅读。
> 立即查看
""", org="青禾办公:qinghe-oa|云栈科技:yunzhan|墨石文档:moshi-docs", box="noreply|notification|docs")

letters("esign-zh", "bulk", "zh", "notice", """
S: 【$org】您有一份合同待签署
您好，$firm向您发起了《{劳动合同续签协议|房屋租赁合同|采购框架合同}》的签署，请在$later前完成。
| 发起人：$name
| 合同编号：$no
| 截止时间：$later
> 去签署
签署前请仔细阅读合同条款。首次签署需完成实名认证，认证信息由公安部门权威数据源核验。
====
S: 合同已完成签署（编号$no）
您参与的《{服务协议|保密协议|采购合同}》各方均已签署完毕，合同自$date起生效。您可登录平台下载带数字签名的PDF原件及存证报告。
> 下载合同
====
S: 您的签署验证码
您正在签署合同，验证码$code，$m分钟内有效。验证码是您签署意愿的证明，请勿转发给任何人。
""", org="契真签:qizhen-sign|安签云:anqian-cloud", box="noreply|service|sign")

letters("it-maintenance-en", "ham", "en", "inside", """
S: {Action required|Reminder}: change your network password before $later
Hello $first,
your network password will expire in $m days. Our policy asks for at least 14 characters and no reuse of the last $m passwords.
On a company computer: press Ctrl+Alt+Del and choose Change a password. From home, connect to the VPN first. There is no link in this mail, and we never ask for your password.
If you run into trouble call the service desk, extension $last.
====
S: Multi-factor authentication: your department is next
Dear colleagues,
from $later you will need a second factor to sign in to mail and the VPN. Please install the authenticator app on your work phone before that date; the guide is on the intranet under IT, Security.
You will be prompted at your next sign-in. People without a work phone get a hardware key: collect it from $name in room $n, bring your badge.
Accounts without a second factor are blocked from outside the office after $later.
====
S: Mailbox size limit: what changes on $later
Your mailbox currently uses $pct% of its quota. Mailboxes above the limit can receive but not send. We'll move mail older than two years to the online archive automatically over the weekend. You need do nothing; you will find it in Outlook under "Online archive".
====
S: Planned maintenance: VPN and file server, $later $hour
| What: firmware update of the VPN gateway
| When: $later, $hour, about $n minutes
| Impact: sessions are dropped; save your work
Afterwards the VPN client updates itself at the first connection and asks you to restart. Questions: open a ticket in the portal.
====
S: Incident closed: mail delays this morning
Between $hour and noon incoming mail was held in a queue because a certificate had expired. All messages have now been delivered; none were lost. Sorry for the trouble. $name, IT operations
""", shown="{IT Service Desk|IT Operations|Service Desk|$name (IT)}", box="servicedesk|it|helpdesk")

letters("it-maintenance-zh", "ham", "zh", "inside", """
S: 关于邮箱密码到期及修改方法的说明
各位同事：根据公司信息安全管理要求，邮箱密码每90天需更换一次。您的密码将于$later到期，请登录内网门户，在“个人设置—修改密码”中自行修改，密码长度不少于10位，须含大小写字母、数字。
信息中心不会通过邮件、电话索要您的密码。如收到含链接的“邮箱升级”“扩容”邮件，请勿点击，并转发至安全邮箱。
联系人：$name，分机$last
====
S: 【通知】VPN客户端升级及双因素认证启用
为提高远程接入安全，公司将于$later起启用VPN双因素认证。请提前完成：1）在软件中心升级客户端；2）用手机安装令牌应用，到信息中心$n室现场绑定，需携带工牌。
未绑定人员届时将无法在外网访问OA和邮箱。
====
S: 邮件系统割接停机公告
各部门：邮件系统将于$later $hour至次日6:00进行服务器迁移，期间无法收发邮件，外部来信将暂存，割接后自动投递。迁移后手机客户端需重新输入密码，电脑端无需任何操作。
给大家带来不便，敬请谅解。
====
S: 您的邮箱容量已使用$pct%
$name您好，您的邮箱空间已使用$pct%，超过100%后将无法发送邮件。请及时清理大附件和“已删除邮件”，清理后空间会在十分钟内释放。确需扩容的，请在OA提交“邮箱扩容申请”，由部门负责人审批。
""", shown="{信息中心|信息技术部|IT服务台|网络管理员}", box="it|postmaster|nic|admin")

letters("hr-en", "ham", "en", "inside", """
S: Open enrolment: choose your benefits by $later
Hi all,
benefits enrolment for next year is open. If you're happy with what you have, it rolls over, except flexible spending, which you must choose again each year.
* Health: premiums go up by $m%
* Pension: you can raise your share to $n%
* New: bicycle leasing
Sign in to the HR portal from the intranet. Drop-in hours: $weekday, $hour, meeting room $m. $name, People team
====
S: Your {payslip|tax statement|W-2} for $year is available
Dear colleague, your statement for the tax year is in the self-service portal under Documents. For your security we do not send it by email. If you left your details unchanged the address is the one from your last payslip. Paper copies are posted by $later to those who asked.
====
S: Reminder: bank details must be confirmed in person
Following attempts to redirect salaries, Payroll no longer accepts changes of bank account by email. Change them in the portal; we then call you back on the number in your file. Changes after $later take effect next month. $name, Payroll
====
S: Annual leave: use it or lose it
You have unused leave. Please plan your remaining days with your manager by $later; up to $m days may be carried over. Salary for December is paid early, on the 20th.
""", shown="{People Team|HR|Payroll|$name (HR)}", box="hr|people|payroll")

letters("hr-zh", "ham", "zh", "inside", """
S: 关于{$year年度|}年终奖发放及个税计算方式选择的通知
各位同事：年终奖将随$month工资一并发放，请于$later前在人事系统中选择计税方式（单独计税/并入综合所得），逾期默认单独计税。
本次发放使用原工资卡，无需重新登记银行卡信息。如需更换，请本人携带身份证到人力资源部$n室办理。
====
S: 社保、公积金缴费基数调整公示
根据$city市最新规定，自$month起调整缴费基数。个人基数明细已在人事系统公示，公示期至$later，请核对本人信息，有异议请联系$other（分机$last）。
调整后个人缴纳部分将有变化，实发工资以工资条为准。
====
S: $year年度员工体检安排
各部门：今年体检定于$later开始，地点为康禾体检中心（$city店）。请各部门文员于$later前汇总名单，统一由公司付费。女员工怀孕或备孕请提前告知。
====
S: 高温补贴发放说明
根据有关文件精神，公司将向一线岗位发放高温津贴，标准为每人每月300元，随工资发放，无需个人申请。近期有不法分子以“领取补贴”为名群发二维码邮件，请勿扫码，谨防上当。
""", shown="{人力资源部|人事行政部|薪酬组|$name}", box="hr|renshi|xz")

letters("machine-en", "bulk", "en", "inside", """
S: Message from {KM_C$last|MFP-3rd-floor|Scanner 0$m}
This E-mail was sent from "MFP-$n" (Network Scanner).
| Scan Date: $date $clock
| Pages: $m
====
S: New voicemail from $phone, 0:$n
You received a new voicemail in mailbox $last from $phone on $date at $clock, duration 0:$n. To listen dial *98 from your desk phone, or open the attachment.
====
S: Quarantine summary: $m messages held
Hello $me,
these messages were held since yesterday as probable spam. If one is wanted, ask for its release in the quarantine portal (intranet, Mail). They are deleted after 14 days; there is nothing else to do.
* "Rank your site", from stranger@kids-yoga.example, score $m
* "Re: Invoice $no", from billing@rivasport.example, score $m
~ This report is sent once a day at 07:00.
====
S: Backup report: {OK|1 warning}
Job nightly-$hex finished at $clock. Files: $n$m, errors: 0. Next run: tomorrow $hour.
""", shown="{Scanner|Voicemail|Mail quarantine|Backup server}", box="scanner|pbx|quarantine|root|noreply", files=("pdf",))

letters("quote-zh", "ham", "zh", "person", """
S: 回复：{询价|报价} {轴承6204|A4复印纸|不锈钢法兰|网络机柜}
$other您好：
按您的要求报价如下，含13%增值税、含运费：
| 型号：{6204-2RS|DN50 PN16|42U}
| 数量：$n件
| 单价：$fee
| 交期：款到后$m天
报价有效期30天，付款方式：预付30%，发货前付清。如数量增加，价格还可以再谈。
====
S: 采购订单PO$no，请确认交期
您好：附件为我司采购订单，请核对后盖章回传，并确认能否在$later前到货。送货时请附送货单一式三联及合格证，收货时间为工作日8:30至16:30，联系仓库$third。
发票抬头：$firm，开13%专票，随货同行。
====
S: 答复：关于第二批货延期的事
$other，不好意思，因为原料没到，第二批要推迟到$later才能发，第一批今天已发，物流单号$track。给你们造成的影响我们承担，运费这次免了。详细情况我下午打电话给您说。
""", thread=True, files=("pdf",), sign="$name $org 销售部 电话 $phone")

letters("dunning-zh", "ham", "zh", "person", """
S: 催款函：$year年$month货款$amount
$firm财务部：
贵司与我司往来款项，截至$date尚欠货款$amount（对应发票号$no），已超过合同约定的付款期限$n天。烦请于$later前安排付款至合同约定账户，账户信息未变更。
如款项已付，请将银行回单发我，谢谢配合。
====
S: 对账单，请盖章回传
您好，附件是截至$date的往来对账单，余额$amount，请核对无误后盖章扫描回传，如有差异请注明原因。我司年审会计师也会发询证函，届时请协助。
====
S: 【函】关于我司开户行信息变更的告知
尊敬的客户：因我司基本户所在支行合并，自$later起收款账户开户行名称变更，账号不变。我司已将加盖公章及法定代表人章的纸质函件快递给贵司（运单$track），请以纸质函件为准，并务必拨打合同中载明的座机$phone与我司财务$other核实后再作修改。未核实前请勿付款。
""", thread=True, files=("pdf",), sign="$name 应收会计 $org")

letters("order-dunning-en", "ham", "en", "person", """
S: Purchase order $no
Dear $first,
please find attached our purchase order $no for $n pieces, delivery by $later to our {Leeds|Ghent} warehouse. Kindly confirm price and date by return. Invoices go to the accounts mailbox as usual and must show the order number.
====
S: Overdue: invoice $no, $amount
Hello $first,
our records show that invoice $no for $amount was due on $earlier and is still open. It may well be that our letters crossed; if so please ignore this. Otherwise could you let me know when we can expect payment? A copy is attached. After $later we have to charge interest according to our terms and pause deliveries, which I would rather not.
Our bank details are those on the invoice and have not changed.
====
S: Third reminder before collection
Dear Sirs,
despite our reminders of last month we have received neither payment nor an answer about invoice $no. Unless the full amount of $amount reaches us by $later we will hand the matter to our solicitors without further notice, at your cost. If there is a dispute about the goods please tell us what it is.
====
S: Quotation $no: {pump spares|shelving|annual service}
Hi $first, thanks for your enquiry. Price for $n units is $fee each, ex works, valid 30 days. Lead time is $m weeks after order. I attach the data sheet. Happy to arrange a call with our engineer on $weekday.
""", thread=True, files=("pdf",), sign="{Kind regards|Best regards|Thanks}, $name, {Credit Control|Purchasing|Sales}, $org, $phone")

letters("bank-change-en", "ham", "en", "person", """
S: Notice of change of bank account, please verify by telephone
Dear customer,
as announced in our letter of $earlier, which you received by registered post, our house bank changes on $later. Please do not change anything on the strength of this email alone: call the number in our contract and ask for $other in accounts, who will read the new details back to you. Until you have verified them, keep paying to the old account, which stays open for six months.
====
S: Re: vendor master data, form attached
Hi $first, as your supplier portal asks, I have uploaded the bank letter and the signed form. Your colleague $third already called me back on our switchboard number to confirm. First payment to the new account will be the one of $later. Let me know if the one-cent test transfer has not arrived.
====
S: Re: Your request to update bank details
Dear $first,
we received a request to change the bank details for your company. Our procedure: a signed form, a call back on the number in our master file, approval by two people. Nothing is changed until that is done. If you did not send the request please tell us at once. Outstanding invoices, $amount in all, are paid on the due dates.
""", thread=True, sign="{Kind regards|Regards}, $name, {Accounts|Finance}, $org")

letters("order-ja", "ham", "ja", "person", """
S: 【注文書送付】$no
$org $other 様
いつもお世話になっております。$orgの$nameです。
注文書をお送りいたしますので、ご確認のうえ納期をご回答ください。
| 数量: $n個
| 希望納期: $later
| 金額: $amount
よろしくお願いいたします。
====
S: Re: 請求書の件
お世話になっております。$month分の請求書を添付にてお送りいたします。お支払い期日は$laterとなっております。振込先に変更はございません。ご不明点がございましたらご連絡くださいませ。
====
S: お支払いのお願い
拝啓 時下ますますご清栄のこととお慶び申し上げます。さて、$earlierにご請求申し上げました$amountにつきまして、本日現在ご入金の確認ができておりません。ご多忙のところ恐縮ですが、$laterまでにご手配くださいますようお願い申し上げます。行き違いの場合はご容赦ください。
""", thread=True, files=("pdf",), sign="$org 営業部 $name TEL $phone")
