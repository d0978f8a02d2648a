"""Bad mail: phishing, business fraud, advance fees, extortion and false offers of today."""
from . import letters

_WORK = {"reply": True, "form": "plain"}

letters("toll-en", "phishing", "en", "lure", """
S: {Unpaid toll notice|Final reminder: toll balance $fee}
Our records show an unpaid toll of $fee for your vehicle. To avoid a late charge of $price and referral to the motor vehicle office, settle the balance by $later.
> Pay toll
====
S: Notice of toll evasion, reference $no
You have an outstanding toll invoice. If it isn't paid within 12 hours your licence may be suspended and the penalty will be reported to credit bureaus. Reply Y and reopen this mail to activate the link.
| Amount: $fee
| Due: today
> Settle now
====
S: Parking penalty charge $plate
F: {City Parking Office|Parking Fines|Traffic Enforcement}
Dear driver, our cameras recorded your vehicle $plate in a restricted zone. The fine is reduced to $price if you pay within 24 hours. View the photos and pay online with your card.
> View evidence
""", shown="{E-ZPass Support|SunPass|Toll Services|FasTrak|City Parking Office}", bait="ezpass-pay|toll-invoice|sunpass|parking-fine")

letters("streaming-en", "phishing", "en", "lure", """
S: Your {Netflix|Disney+|Spotify} membership is on hold
F: {Netflix|Netflix Support|Account Services}
We're having some trouble with your current billing information. We'll try again, but in the meantime you may want to update your payment details.
> Update account now
Your friends at Netflix
====
S: Payment declined: {keep watching|last notice}
Hi there, your subscription ended today because your card was declined. As a loyal customer we extend it 90 days for free. Validate your account with your card; you will not be charged.
| Account: $me
| Status: suspended
> Extend for free
====
S: Your cloud storage is full, photos will be deleted on $later
F: {iCloud Storage|Cloud Team|Google Storage}
You have used 49.$m GB of 50 GB. Your photos, videos and contacts are no longer backed up and will be deleted. Get 50 GB more for only $fee with our loyalty offer. Enter your card to confirm your identity.
> Get 50 GB
""", shown="{Netflix|Disney Plus|Spotify|iCloud Storage|Cloud Team}", bait="netflix-billing|account-hold|cloud-storage|renew")

letters("mailbox-late-en", "phishing", "en", "lure", """
S: {Server notification|Mail delivery blocked}: $n pending messages for $me
$home mail server could not deliver $n messages because of a synchronisation failure. Retrieve them below or they are removed permanently after $later.
| Recipient: $me
| Reason: SMTP timeout (code $last)
> Deliver messages to inbox
====
S: Request to deactivate $me received
We received your request to shut down your account $me. It will be processed within hours and you'll lose all data. If you did not ask for this, cancel now.
> Cancel request
$home admin
====
S: Terms of service update for $home users
As part of a migration to the new webmail all users must re-validate. Confirm ownership of your mailbox with your current password. Failure to comply leads to limited access. Copyright $home $year
> Re-validate mailbox
====
S: ⚠ Password for $local expires in 0 day(s)
Hi $local, keep or change your password. You can continue using your current password.
> Keep my password
""", shown="{$home|Mail Delivery System|cPanel|Webmail Admin|$home Support Team|Roundcube}", bait="webmail|cpanel|mailadmin|owa")

letters("shareddoc-late-en", "phishing", "en", "lure", """
S: $name shared "{Q$m Bonus Plan|Remittance Advice $no|Project Closing Statement}" with you
$name invited you to view a file. This link will only work for $me.
| File: Remittance_$no.pdf
| Size: $n KB
> Open
~ Microsoft respects your privacy. Sign in with your organisation account to continue.
====
S: Complete with DocuSign: {ACH agreement|Salary amendment} $no
$other sent you a document to review and sign. Do not share this email; it holds a secure link. Alternate signing method: enter code $hex.
> REVIEW DOCUMENT
====
S: You have received (1) encrypted message from $firm
To read the message, sign in with the mail account that it was sent to. The message expires after 7 days and can't be forwarded.
> Read the message
====
S: FW: Proposal {and scope|for RFP $last}
Please find our proposal on the secure portal, protected with your business email. Kindly review and revert with your bid before $later. I'm in meetings, so let me know by mail.
> VIEW PROPOSAL
""", shown="{$name via SharePoint|DocuSign|OneDrive|$name|Adobe Acrobat Sign|Encrypted Mail}", bait="sharepoint|onedrive|docs-view|secure-share")

letters("voicemail-en", "phishing", "en", "lure", """
S: {VM|Voice message} from +1 ({2|4}0$m) ***-$last, 0{0:$n|1:12}
You missed a call. The caller left a message.
| Caller: +1 *** *** $last
| Duration: 00:$n
| Mailbox: $me
> ▶ Play voice message
~ Transcription isn't available. Sign in to listen on the web.
====
S: Missed call notification for $local
A new voice note in your $home phone system was sent to your mailbox. Messages are removed from the server within 24 hours. Listen with your mail login.
> Listen now
====
S: eFax from {scanner|vendor}: $m page(s)
You have a new fax. Reference $no. Preview is unavailable in this mail program; authenticate to download the PDF.
> Download fax
""", shown="{$home Voice|RingCentral|VoIP service|Voice Portal|eFax}", bait="voice|vm-portal|fax-online")

letters("qr-en", "phishing", "en", "lure", """
S: Mandatory: re-enrol your authenticator by $later
All staff must move to the new authenticator. Point your phone's camera at the code in this mail and follow the steps with your work password. Accounts that are not moved lose access to mail and Teams.
====
S: {Payroll|Benefits} document $no: scan to view
HR has sent you a confidential document about your {salary review|new benefits}. For privacy it opens on your mobile phone only. Scan the QR code and verify your identity with the company account.
====
S: Your parking permit must be renewed
Scan the code with your phone to renew the staff permit. You will be asked for your staff login and a card for the fee of $fee.
""", form="image", shown="{IT Security|HR Department|$home Security|Facilities}", bait="mfa|authenticator|verify-id")

letters("invoice-pay-en", "phishing", "en", "lure", """
S: Invoice {#$no|$no} from {QuickBooks|Intuit|PayPal}: $amount
Hello, here's your invoice. If you did not make this purchase call {our helpdesk|customer care} at $phone within 24 hours, or the amount will be taken from your bank.
| Item: {Bitcoin purchase|Geek protection 360, 3 years|iPhone 15 Pro}
| Total: $amount
| Help: $phone
====
S: {Thank you for your order|Payment confirmation} $no
Dear customer, we charged your account $amount for the yearly renewal of Total Security. The charge appears within 48 hours. This cannot be cancelled online. Cancellation desk (toll free): $phone, all days.
Regards, billing department
====
S: Your money request from $other ($amount)
$other sent you a money request. Note from seller: "Suspicious activity was found on your account; if you don't recognise this transaction, call $phone immediately to get a refund."
> Pay $amount
""", shown="{PayPal|Norton LifeLock|Geek Squad|McAfee Billing|QuickBooks}", bait="invoice|billing-help|pay")

letters("payroll-phish-en", "phishing", "en", "lure", """
S: {Action required|Important}: $year salary adjustment, acknowledge by $later
Dear $local,
the management has approved salary increases for selected staff. Yours is in the attached compensation letter. Sign in with your company mail to acknowledge; unsigned letters are void.
> View compensation letter
====
S: Employee handbook update: signature outstanding
Our records show that you have not yet acknowledged the new policy on leave and termination. Failure to sign within 24 hours is reported to your manager.
> Sign policy
====
S: Termination list and redeployment
Please find the list of affected employees effective $later. Confidential: log in with your work account to check your status.
> Open list
""", shown="{HR|Human Resources|$home HR|Payroll Department|Compensation}", bait="hr-portal|payroll|benefits")

letters("parcel-late-en", "phishing", "en", "lure", """
S: {USPS|Royal Mail|DPD}: your package is awaiting delivery, incomplete address
Dear customer, your package $track arrived at the warehouse but couldn't be delivered because of incomplete address information. Please confirm your address in the link within 12 hours. A redelivery fee of $fee applies.
> Update address
====
S: Customs clearance: 1 item held ($fee)
Status: on hold at the terminal. A small import duty of $fee is to be paid before release. If not paid by $later the item goes back to the sender.
| Tracking: $track
| Duty: $fee
> Pay duty
====
S: Congratulations! You've been chosen for an unclaimed {Makita drill set|Stanley cup set|air fryer}
F: {Reward Center|USPS Rewards|Delivery Survey}
Answer a 30-second survey about your delivery experience and we ship your gift; you pay only $fee for postage. $m left in stock.
> Claim gift
""", shown="{USPS|Royal Mail|DPD|Evri|DHL Customs|FedEx}", bait="usps-redelivery|royalmail-fee|dpd-track|parcel")

letters("wallet-en", "phishing", "en", "lure", """
S: {Ledger|Trezor} security incident: verify your recovery phrase
F: {Ledger|Trezor Support}
We regret to inform you that a breach exposed data of about $n,$last customers. If you're reading this, your wallet may be affected. Download the latest firmware and enter your 24-word recovery phrase to secure your assets.
> Secure my wallet
====
S: {Coinbase|Binance}: withdrawal of {0.$last BTC|$amount} requested
F: {Coinbase|Binance Alert}
A withdrawal to a new address was requested from $ip. If this wasn't you, cancel it immediately by moving your funds to your self-custody wallet with this seed.
> Cancel withdrawal
====
S: Airdrop phase 2: you're eligible for $amount
The claim window closes on $later. Connect your wallet and sign the message; gas is on us. First come, first served.
> Claim tokens
====
S: Tax compliance for crypto holders
F: {Crypto Tax Office|Compliance}
From $later every holder must verify the wallet with the tax office. Unverified wallets are frozen. Upload a passport and import your wallet to obtain the certificate.
> Get certificate
""", shown="{Ledger|Trezor|Coinbase|Binance|MetaMask Support|Crypto Tax Office}", bait="ledger-secure|coinbase-help|wallet-check|claim")

letters("tax-late-en", "phishing", "en", "lure", """
S: {HMRC|IRS|Revenue}: outstanding refund of $price
After the annual calculation of your fiscal activity we determined that you're eligible to receive a tax refund of $price. Submit your request and allow 3 to 5 days. A refund may be delayed for invalid records.
> Access your refund
====
S: Notice CP-$last: underreported income
An audit of your return found a discrepancy of $amount. Review the attached notice and confirm your identity with your social security number and bank to avoid a levy. Deadline: 48 hours.
> Review notice
====
S: Energy support payment: claim $amount
Households may claim the one-off support payment. You have not claimed yours. Provide your bank card to receive it by $later.
> Claim
""", shown="{HMRC|IRS Online|Revenue Service|Gov.uk|Energy Rebate}", bait="gov-refund|tax-claim|irs-notice")

letters("bank-late-en", "phishing", "en", "lure", """
S: {Chase|Barclays|Wells Fargo} alert: a new payee was added
You've successfully added a new payee: $other, $amount. If this was NOT you, visit the page below at once to cancel the transfer.
> Cancel payee
====
S: Your {debit card|online access} has been {restricted|locked}
Dear customer, during routine maintenance we could not verify your information. For your protection online access is restricted. Confirm your user id, password, card number and mother's maiden name to continue.
> Restore access
====
S: Secure message: please review your account activity
You have (1) unread secure message concerning a chargeback of $amount. Log in to respond before $later or the amount is debited.
> Log in
""", shown="{Chase Online|Barclays|Wells Fargo|American Express|Mapleford Bank Alerts}", bait="chase-secure|barclays-auth|online-bank|amex-verify")

letters("ads-account-en", "phishing", "en", "lure", """
S: Your {Facebook|Instagram} page violates our community standards
We've received reports of copyright infringement on your page. It'll be permanently disabled within 24 hours. If you believe this is a mistake file an appeal.
> Request review
Case ID: $long
====
S: Partnership with {a sports brand|a camera maker} for your channel
F: {Brand Partnerships|$name}
Hi $local, we love your content and offer $amount for a 60-second integration. The brief and contract are in the archive, password $last. Open it on a PC.
> Download brief
====
S: Your {Google Business|ads} account will be suspended
We found unusual billing. Verify ownership by signing in and confirming a code that we'll text you. Campaigns stop on $later.
> Verify
""", shown="{Meta Support|Page Policy Team|Brand Partnerships|Ads Support}", bait="meta-appeal|page-policy|copyright-help")

letters("mailbox-late-zh", "phishing", "zh", "lure", """
S: 【{重要|紧急}】邮箱安全升级通知
各位老师、同事：
为配合{国家网络安全宣传周|护网行动|等保测评}，现对全部邮箱账户进行实名备案，未备案账户将于$later起限制收发。请点击下方入口登录邮箱完成备案。
> 备案入口
信息化办公室
====
S: 您有$m封邮件被隔离
尊敬的$me：系统检测到您的邮箱有$m封重要邮件因密码认证过期而滞留服务器，请在24小时内恢复，过期自动删除。
> 恢复接收
====
S: 密码到期提醒：$me
您的邮箱密码今日到期，如需继续使用原密码，请点击保留，否则系统将自动生成随机密码并退出所有设备。
> 继续使用当前密码
====
S: 企业邮箱退役通告
因服务器架构调整，旧版邮箱将停止使用，请员工扫码或点击链接迁移，填写：姓名、部门、手机号、邮箱账号、密码。逾期数据不予保留。
> 立即迁移
""", shown="{网络中心|邮件系统管理员|信息化办公室|Coremail论客|腾讯企业邮|$home}", bait="mail-beian|coremail|exmail|webmail")

letters("subsidy-late-zh", "phishing", "zh", "lure", """
S: {关于发放$year年第$m季度个人综合补贴的通知|【待领取】$month高温、劳动补贴}
各部门：
根据人社部最新文件要求，经公司研究决定向在职员工发放综合补贴，请仔细阅读附件通知，使用手机扫描二维码进行在线申领，当日到账。
本通知自发布之日起$m日内有效，逾期未登记视为自动放弃。请勿转发至工作群。
财务部 $date
====
S: 个人所得税退税办理通知
您好，经核算，您本年度有一笔个人所得税退税款$amount待领取，请扫描下方二维码，核实银行卡号、身份证号及预留手机号，2小时内完成退税。
====
S: 医保卡、社保卡停用提醒
您的电子医保凭证已过期，将于今日24时停用，届时无法报销结算。请立即扫码激活，激活需填写银行卡及短信验证码。
""", form="image", shown="{财务部|人力资源部|人社局|薪酬福利中心|行政通知}", bait="bt-lingqu|hr-butie|yibao")

letters("oa-late-zh", "phishing", "zh", "lure", """
S: {关于$year年度薪资结构调整及绩效考核的通知|【OA】您有一条待审批流程超时}
各位同事：
现将新版薪资方案下发，请点击查阅个人薪资确认单，并使用企业邮箱账号登录签字确认，未在$later前确认者暂缓发放当月工资。
> 查看薪资确认单
====
S: 【合同审批】请尽快处理：编号$no
$name提交的合同审批已到达您的节点，超时将自动退回并抄送部门领导。外网用户请验证邮箱密码后进入。
> 进入审批
====
S: 共享文件：《员工违纪处理名单》
人事部通过文档中心与您共享了1个文件，仅限本人打开，需验证邮箱登录。
> 打开文件
""", shown="{OA系统|人力资源部|文档中心|钉钉通知|行政人事}", bait="oa-portal|hr-doc|sso")

letters("einvoice-late-zh", "phishing", "zh", "lure", """
S: {您有一张电子发票请查收|【税务】发票抽查异常通知}，编号$last
您好，您的电子发票已开具，为保障信息安全请在电脑端下载查看，手机端不支持。
> 下载发票（电脑端）
如无法打开请关闭杀毒软件后重试。
====
S: $year年度税务稽查抽中企业名单
贵公司被列入本次稽查名单，请财务负责人尽快下载核对工具，并在$later前通过QQ$qq与稽查员对接，否则冻结对公账户。
> 下载名单
====
S: 对账单已生成，请财务确认
我司财务系统升级，原对账单作废，请下载新版对账程序并输入贵司网银信息核对余额。
> 下载程序
""", shown="{电子发票服务平台|国家税务总局|开票通知|财务共享中心|$org}", bait="fapiao-down|tax-jicha|e-inv")

letters("etc-late-zh", "phishing", "zh", "lure", """
S: 【ETC】您的账户已被{停用|禁用}，请及时认证
F: {ETC服务|ETC发行中心}
尊敬的车主：您的ETC签约信息已过期，为避免影响通行及产生信用记录，请于今日内重新认证，需验证卡号、有效期及短信验证码。
> 立即认证
====
S: 【交管】您有一笔违章未处理，将被列入失信
F: {交管12123|车管所|交通违法处理}
您的车辆有违章记录逾期未处理，罚款$price，请立即在线缴纳，逾期每日加收3%并暂扣驾照。
> 在线处理
====
S: 【顺丰】包裹丢失，理赔款$price待领取
F: {顺丰理赔|快递客服|顺丰速运}
您的包裹在运输中遗失，我司按三倍赔付。请添加理赔专员微信$wechat，或打开链接填写银行卡收款。
> 领取理赔
====
S: 【银行】您的积分$n$m分今日到期，可兑换现金$price
F: {积分中心|招商银行|信用卡中心}
尊敬的客户，账户积分即将清零，登录网页输入卡号与密码即可折现。
> 兑换
""", shown="{ETC服务|交管12123|顺丰理赔|积分中心|招商银行}", bait="etc-renzheng|jiaoguan|sf-lipei|jifen")

letters("card-late-ja", "phishing", "ja", "lure", """
S: 【{三井住友カード|JCB|楽天カード|イオンカード}】ご利用確認のお願い[$no]
F: {三井住友カード|JCB|楽天カード|イオンカード}
いつも当社カードをご利用いただきありがとうございます。お客様のカードについて、第三者による不正利用の疑いを検知したため、ご利用を一時的に制限しております。
下記よりログインのうえ、カード番号、有効期限、セキュリティコードをご確認ください。
> ご利用確認はこちら
24時間以内にご確認いただけない場合、カードのご利用を停止いたします。
====
S: 【重要】{Amazonプライム|Amazon}会費のお支払い方法を更新してください
F: {Amazon.co.jp|Amazonプライム|アマゾン}
お客様のプライム会員登録は$laterに更新されますが、お支払い方法が無効のため、更新できませんでした。
> お支払い方法を更新する
お客様のアカウントは一部機能が制限されています。
====
S: 【ETC利用照会サービス】アカウント解約予告のご案内
F: {ETC利用照会サービス|ETC利用照会サービス事務局}
お客様のアカウントは長期間ログインがないため、本日中に更新されない場合は自動的に解約となります。以下のURLから必須項目（クレジットカード情報）を再入力してください。
> 更新手続き
====
S: 未納税金のお知らせ【国税庁】
F: {国税庁|e-Tax|税務署からのお知らせ}
あなたの所得税（または延滞金）について、これまで自主的に納付されるよう催促してきましたが、まだ納付されておりません。納付期限: $date。$price を電子マネーまたはカードで至急お支払いください。差押予告。
> 納付する
====
S: お荷物のお届けに伺いましたが宛先不明です
F: {ヤマト運輸|佐川急便|日本郵便}
不在のため持ち帰りました。再配達には手数料$feeが必要です。48時間以内にカードでお支払いください。
> 再配達を依頼
""", shown="{三井住友カード|Amazon.co.jp|ETC利用照会サービス|国税庁|ヤマト運輸|楽天カード}", bait="smbc-card|amazon-co-jp|etc-meisai|nta-go|kuroneko")

letters("phish-pt", "phishing", "pt", "lure", """
S: {Aviso final|Urgente}: multa de trânsito pendente $plate
F: {Detran|Multas Online}
Prezado(a) condutor(a), consta uma infração em aberto no valor de $price. Pague com 40% de desconto até $later e evite a suspensão da sua CNH.
> Consultar e pagar
====
S: A sua encomenda $track está retida na alfândega
F: {CTT Expresso|Correios}
Para a entrega é necessário o pagamento de $fee de taxas aduaneiras. Confirme os seus dados do cartão nas próximas 24 horas, caso contrário a encomenda será devolvida.
> Pagar taxa
====
S: Seu {token|cartão} será bloqueado hoje
F: {Banco do Brasil|Segurança|Itaú}
Identificamos que o seu módulo de segurança está desatualizado. Atualize agora informando agência, conta e senha de 8 dígitos para não perder o acesso.
> Atualizar módulo
""", shown="{Detran|CTT Expresso|Correios|Banco do Brasil|Segurança}", bait="ctt-taxa|detran-multa|atualiza")

letters("phish-es", "phishing", "es", "lure", """
S: {Correos|SEUR}: su paquete no ha podido ser entregado
F: {Correos|SEUR|Correos Express}
Estimado cliente, su paquete $track está en espera porque no se han pagado los gastos de aduana ($fee). Confirme el pago antes de 24 horas o será devuelto.
> Confirmar envío
====
S: Agencia Tributaria: notificación de reembolso de $price
F: Agencia Tributaria
Tras los últimos cálculos, tiene derecho a una devolución de impuestos. Rellene el formulario con los datos de su tarjeta para recibirla.
> Acceder al reembolso
====
S: Su cuenta ha sido limitada por motivos de seguridad
F: {BBVA|Banco Sierra|CaixaBank}
Hemos detectado un acceso no autorizado desde $city. Verifique su identidad con su usuario, contraseña y el código SMS, o su cuenta será bloqueada de forma definitiva.
> Verificar
""", shown="{Correos|Agencia Tributaria|BBVA|Banco Sierra|CaixaBank}", bait="correos-pago|aeat|verificar")

letters("phish-de", "phishing", "de", "lure", """
S: {Wichtige Mitteilung|Letzte Erinnerung}: Ihre {photoTAN|S-pushTAN} läuft ab
F: {Sparkasse|Volksbank|Lindenbank}
Sehr geehrter Kunde, aufgrund neuer Richtlinien müssen Sie Ihr TAN-Verfahren bis zum $later erneuern. Andernfalls wird Ihr Zugang gesperrt und es fällt eine Gebühr von $fee an.
> Jetzt aktualisieren
====
S: Ihre Sendung $track wird zurückgehalten
F: {DHL Zoll|DHL|Paketdienst}
Wir konnten Ihr Paket nicht zustellen, da die Zollgebühr von $fee nicht bezahlt wurde. Bestätigen Sie die Zahlung mit Ihrer Kreditkarte innerhalb von 24 Stunden.
> Zahlung bestätigen
====
S: Rechnung $no: Mahnung und Inkasso
F: {Inkasso Zentrale|Forderungsmanagement|$name}
Trotz mehrfacher Aufforderung haben Sie den Betrag von $amount nicht beglichen. Überweisen Sie noch heute oder melden Sie sich im Kundenportal mit Ihren Zugangsdaten an, sonst folgt ein Schufa-Eintrag.
> Zum Portal
""", shown="{Sparkasse|Volksbank|DHL Zoll|Inkasso Zentrale|Lindenbank}", bait="sparkasse-tan|dhl-zoll|kundenportal")

letters("phish-fr", "phishing", "fr", "lure", """
S: {Ameli|Assurance Maladie}: votre carte Vitale expire
F: {Ameli|Assurance Maladie}
Votre nouvelle carte Vitale est disponible. Remplissez le formulaire sous 48 heures et réglez les frais d'envoi de $fee pour continuer à être couvert.
> Mettre à jour
====
S: Votre colis $track est en attente de livraison
F: {La Poste|Colissimo|Chronopost}
Le livreur n'a pas pu remettre votre colis : frais d'affranchissement insuffisants ($fee). Confirmez votre adresse et votre carte bancaire avant le $later.
> Reprogrammer la livraison
====
S: Remboursement d'impôts : $price
F: {Impots.gouv|Finances publiques}
Après calcul, vous êtes éligible à un remboursement. Connectez-vous avec vos identifiants bancaires pour le recevoir sous 3 jours ouvrés.
> Recevoir mon remboursement
""", shown="{Ameli|La Poste|Impots.gouv|Colissimo|Banque Rivage}", bait="ameli|laposte-suivi|impots")

letters("ceo-modern-en", "bec", "en", "writer", """
S: {$local|Quick one}, are you free?
Morning $local,
send me your cell number, I need you to run a task for me discreetly. I'm in a board session till late so text works best.
====
S: Outstanding {supplier|consultancy} payment
$local, I forgot to give you this one. The invoice below was due last week and they're threatening legal action. Can we pay $amount by bank transfer today? I'll send the coordinates; book it to consulting, I'll sign when I'm back.
====
S: Re: Project {Falcon|Aurora}: strictly confidential
You've been chosen to handle the payment for an acquisition that the authority doesn't allow us to announce before $later. Please contact $other of our law firm, and copy nobody. What is the balance available in the main account?
====
S: Client gifts
I want to thank our top clients before the weekend. How fast can you get $m Apple cards of $price each from a store nearby? Keep it a surprise. I'll reimburse you tonight; just send clear photos of the back.
""", sign="$name{, CEO|, Managing Partner|}{ Sent from my iPad|}", shown="$name", boss=True, **_WORK)

letters("vendor-modern-en", "bec", "en", "writer", """
S: RE: Invoice $no: {updated remittance instructions|payment status}
Hi $local,
following up on invoice $no for $amount. Our account is under tax audit and can't receive funds at the moment. Attached letter has our temporary account in {Hong Kong|Portugal}. Could you stop the payment to the old one and let me know when the transfer goes out? We can offer {2|3}% discount if it is done today.
====
S: Aging statement please
Hello accounts, could you send me the current list of open invoices with the payment dates? We're migrating systems and need to match it. Also, from now on use only this address; our main mail has issues.
====
S: Change of beneficiary, effective immediately
Dear valued partner, we've moved to a new bank to serve you better. Kindly update your records and confirm in writing. No need to call; our lines are being upgraded. All pending amounts, including $amount, should go to the new IBAN that you find in the attachment.
""", sign="{Best|Kind} regards, $name, Accounts Receivable, $org", thread=True, **_WORK)

letters("payroll-modern-en", "bec", "en", "writer", """
S: {Direct deposit change|Pay account}
Hi $local, I've switched banks. Can you change my direct deposit before the next cycle? I don't have portal access at the moment. Here's the new routing and account, chequing: $no. Please don't call me, I'm travelling.
====
S: New hire paperwork
Good day, HR told me to send my bank details to you so that my salary goes to the right account from $month. Which form do you need? A voided check is attached.
====
S: W-2s needed for the auditors
Could you pull the {W-2s|payslips} of the entire staff as one PDF and mail it to me before $hour? The auditors sit here and I'd like to close that topic. Thanks.
""", sign="$name", shown="$name", **_WORK)

letters("ceo-modern-zh", "bec", "zh", "writer", """
S: {在公司吗|方便吗|收到速回}
$local你好，我是$name，现在外面开会，电话不方便接。你把公司账户余额查一下发我，下午有一笔合同保证金$amount要付，对方账户我稍后发你。先不要声张，付完我回来补手续。
====
S: 请加入工作群
因项目保密需要，请你立即添加QQ$qq，进群后把财务$other也拉进来，备注部门姓名。今日内完成。
====
S: 通讯录更新
请将公司最新通讯录（含姓名、岗位、手机号）整理后发到这个邮箱，原邮箱正在维护。急用。
""", sign="{$name|董事长 $name|总经理}", shown="{$name|$name（总经理）|董事长$name}", boss=True, **_WORK)

letters("vendor-modern-zh", "bec", "zh", "writer", """
S: 回复：{货款|$no合同尾款}支付事宜
您好，因我司账户近期配合审计，暂停收款，请将本次货款$amount付至我司关联公司账户，户名：$city$org贸易有限公司，账号$long。盖章变更函见附件，今天能安排付款吗？请勿再打原账户，谢谢。
====
S: 开票资料及新收款账户
财务您好，$org业务$name。系统切换，旧邮箱停用，以后请统一用此邮箱联系。新的开户行资料见附件，麻烦更新供应商档案并回复确认，应付明细也请发我核对。
""", sign="$org 财务 $name", thread=True, **_WORK)

letters("fee-modern-en", "phishing", "en", "writer", """
S: {Compensation for scam victims|United Nations fund release}: $big
Attention: your name appears on the list of unpaid beneficiaries. The sum of $big will be released by ATM card. You only need to pay the courier $price. Send full name, address and a copy of your ID to the diplomatic agent.
====
S: From the desk of {Dr|Mrs} $name
Dearest one, I'm a widow with a terminal illness. My late husband left $big in a security vault. I want you to use it for orphans; 40% is for your effort. Please reply urgently so my lawyer can prepare the papers. Remain blessed.
====
S: Business transaction worth $big
I work in the audit unit of a bank in {Accra|Dubai}. A client with your surname died without a next of kin. I'll present you as the beneficiary, all legal. Strict confidentiality please.
====
S: You won the {Powerball|Coca-Cola} charity draw
$name, winner of the jackpot, has chosen five people at random to receive $big each, and your address was picked. Reply with your occupation and phone to claim.
""", shown="{$name|Mrs $name|Barrister $name|Claims Office|Dr $name}", **_WORK)

letters("romance-en", "spam", "en", "writer", """
S: {Hi dear|Hello stranger|is this still your mail?}
Hi, I'm $first, 34, a nurse from a quiet town. I found your mail in a directory and thought you look like a kind person. I'm tired of games and look for something real. Write me, and I'll send more pictures. Hugs
====
S: I will be in $city next month
Hello dear, my name is Sergeant $name, serving overseas on a peace mission. I lost my wife years ago. I'd be glad if we become friends and maybe more. Tell me about yourself. I also have a box that I want to send to somebody I trust.
====
S: you have 1 new like from a woman nearby
She is $n km away and online now. She wrote: "hey handsome, want to talk?" Reply free before she goes offline. No credit card needed for women seeking men over 40.
""", shown="{$first|Sweet $first|Sgt $name|Lonely heart}", **_WORK)

letters("investment-en", "spam", "en", "advert", """
S: {She|A plumber from $city} turned $price into $amount in $m weeks
The banks hate this: an AI trading app that wins 9 of 10 trades. A famous TV host lost his job for telling people. Deposit $price, press start, and withdraw profit daily. Registration closes today.
> Start earning
====
S: VIP signals: next coin to go 100x
Our group called the last three pumps. Join on Telegram free today: guaranteed $pct% per week, capital protected, no experience required.
> Join the group
====
S: Investment opportunity, {gold|real estate} in Dubai
Dear investor, we offer fixed returns of $n% a year, paid monthly and insured. Minimum $amount. Reply with your phone number and our wealth manager will call you today.
> Book a call
""", shown="{$name|AI Profit|Wealth Desk|Crypto Signals VIP}", org="AI Profit:ai-profit|Wealth Desk:wealth-desk-pro|Dubai Yield:dubai-yield")

letters("extortion-modern", "phishing", "en", "writer", """
S: {Read this|$local, your private life}
Hello. I'm sorry to tell you that some months ago I got access to your devices and have followed what you do since then. I have a video of you on the left side and what you watched on the right. One click and everybody you know gets it. Send $price in Bitcoin to $wallet within 50 hours. The timer began when you opened this. Don't bother to reply or go to the police.
====
S: Your network was breached: leak on $later
To the management of $firm. We've downloaded $n GB of your data: contracts, passports, payroll. If you do not contact us we publish and inform your customers and regulators. Price: $amount now, double after $later. Wallet: $wallet. Proof on request.
====
S: Your site will be attacked
We're a known group. We will take $home down on $later, unless you pay $m BTC to $wallet. A small demonstration starts today for $n minutes. The price grows by one coin each day.
""", form="plain", shown="{$name|You should know|Anonymous|Data team|$me}")

letters("training-list-phish-zh", "phishing", "zh", "lure", """
S: 关于开展$year年度员工信息采集与网络安全考试的通知
全体员工：按照上级要求，请于$later前完成信息采集和在线考试，成绩计入年度考核。登录账号为企业邮箱，密码为邮箱密码。未参加人员通报批评。
> 进入考试
====
S: 软件正版化自查：请安装检测工具
各部门：请下载附件链接中的检测工具运行并上报结果，运行时如提示风险请选择允许。
> 下载工具
====
S: 疫苗/体检补助登记
请点击填写身份证号、银行卡号、开户行及短信验证码，用于发放体检补助$price元，两小时内到账。
> 登记
""", shown="{网络安全办公室|行政部|工会|人事处}", bait="kaoshi|zhengban|dengji")
