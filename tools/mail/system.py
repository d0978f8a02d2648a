"""The systems that send mail: the fields each writes, in its own order and with its own identifiers.

A system is its header as a text.  %word% is an address or a field of this message (see fill()); a letter and a number draw
characters: %h8% hexadecimal, %H8% in capitals, %d8% digits, %t8% small letters and digits, %T8% capitals and digits, %b30%
base64 of 30 octets.  %in% is the line of the receiving server (TAKERS)."""
import re

# how the recipient's own server writes what it took: one hand for each home
TAKERS = (
    "Received: from %host% (%host% [%ip%])\n\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))\n"
    "\t(No client certificate requested)\n\tby mx1.%home% (Postfix) with ESMTPS id %h11%\n\tfor <%me%>; %date%",
    "Received: from %host% ([%ip%])\n\tby mx.%home% with esmtps (TLS1.3) tls TLS_AES_256_GCM_SHA384\n"
    "\t(Exim 4.96)\n\t(envelope-from <%bounce%>)\n\tid 1%t5%-%t6%-%t2%\n\tfor %me%;\n\t%date%",
    "Received: from %host% (%host% [%ip%])\n\tby mx.%home% with ESMTPS id %t10%\n\tfor <%me%>; %date%",
)

SYSTEMS = {
    # ---- services that send for others ----
    "grid": """
Return-Path: <bounces+%d7%-%h4%-%verp%@em%d4%.%mydom%>
%in%
DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=%mydom%;\n\th=content-type:from:mime-version:subject:reply-to:list-unsubscribe:\n\tlist-unsubscribe-post:to:cc:content-type:from:subject:to;\n\ts=s1; bh=%b32%;\n\tb=%b48%\n\t %b48%
Received: by recvd-%h10%-%t5% with SMTP id recvd-%h10%-%t5%-1-%H8%-%d2%\n\t%utc%
Received: from %d8% (unknown)\n\tby geopod-ismtpd-%d1% (SG) with HTTP\n\tid %T22%\n\t%utc%
%type%
Date: %utc%
From: %from%
%mime%
Message-ID: <%T22%@geopod-ismtpd-%d1%>
Subject: %subject%
%replyto%
%leave%
X-SG-EID: u001.%b48%
To: %to%
X-Entity-ID: u001.%b15%""",
    "cloudrelay": """
Return-Path: <0102018%h9%-%h8%-%h4%-%h4%-%h4%-%h12%-000000@%bouncedom%>
%in%
DKIM-Signature: v=1; a=rsa-sha256; q=dns/txt; c=relaxed/simple;\n\ts=%t32%; d=%mydom%; t=%epoch%;\n\th=From:To:Subject:MIME-Version:Content-Type:Message-ID:Date;\n\tbh=%b32%;\n\tb=%b48%\n\t %b48%
DKIM-Signature: v=1; a=rsa-sha256; q=dns/txt; c=relaxed/simple;\n\ts=%t32%; d=%mailer%; t=%epoch%;\n\th=From:To:Subject:MIME-Version:Content-Type:Message-ID:Date:Feedback-ID;\n\tbh=%b32%;\n\tb=%b48%\n\t %b48%
From: %from%
To: %to%
Subject: %subject%
%mime%
%type%
Message-ID: <0102018%h9%-%h8%-%h4%-%h4%-%h4%-%h12%-000000@eu-west-1.%mailer%>
Date: %utc%
%leave%
Feedback-ID: ::1.eu-west-1.%b33%:CloudRelay
X-CR-Outgoing: %ymd%-%ip%""",
    "campaign": """
Return-Path: <bounce-mc.us%d2%_%d8%.%d7%-%h10%@mail%d3%.%mailer%>
%in%
DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; s=k2; d=%mydom%;\n\th=Subject:From:Reply-To:To:Date:Message-ID:List-ID:List-Unsubscribe:\n\t List-Unsubscribe-Post:Content-Type:MIME-Version;\n\tbh=%b32%;\n\tb=%b48%\n\t %b48%
Received: from localhost (localhost [127.0.0.1])\n\tby mail%d3%.%mailer% (Mailer) with ESMTP id %T14%\n\tfor <%me%>; %utc%
Subject: %subject%
From: %from%
Reply-To: %from%
To: %to%
Date: %utc%
Message-ID: <%h30%.%h10%.%ymd%%d6%.%h10%.%h8%@mail%d3%.%mailer%>
X-Mailer: Campaign Mailer - **CID%h10%%h10%**
X-Campaign: campaign%h22%.%h10%
X-Report-Abuse: Please report abuse for this campaign here: https://%mailer%/abuse?u=%h20%
List-ID: %h10%mc list <%h22%.%d6%.list-id.%mailer%>
X-Accounttype: pd
List-Unsubscribe: <https://%mydom%/unsubscribe?u=%h22%&id=%h10%&e=%h10%>, <mailto:unsubscribe-mc.us%d2%_%h22%.%h10%-%h10%@unsubscribe.%mailer%?subject=unsubscribe>
List-Unsubscribe-Post: List-Unsubscribe=One-Click
%type%
%mime%""",
    "exact": """
Return-Path: <bounce-%d5%_HTML-%d9%-%d6%-%d9%-%d3%@bounce.%mydom%>
%in%
DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; s=200608; d=%mydom%;\n h=From:To:Subject:Date:List-Unsubscribe:List-Unsubscribe-Post:MIME-Version:\n Reply-To:List-ID:X-CSA-Complaints:Message-ID:Content-Type;\n bh=%b32%;\n b=%b48%\n   %b48%
Received: by mta%d2%.%mydom% id %t12% for <%me%>; %utc% (envelope-from <bounce-%d5%_HTML-%d9%-%d6%-%d9%-%d3%@bounce.%mydom%>)
From: %from%
To: %to%
Subject: %subject%
Date: %local%
List-Unsubscribe: <https://click.%mydom%/subscription_center.aspx?jwt=%b60%>, <mailto:leave-%h30%@leave.%mydom%>
List-Unsubscribe-Post: List-Unsubscribe=One-Click
%mime%
Reply-To: reply-%h30%-%d5%_HTML-%d9%-%d9%-%d3%@%mydom%
List-ID: <%d9%.xt.local>
X-CSA-Complaints: csa-complaints@eco.example
X-SFMC-Stack: 1
x-job: %d9%_%d6%
Message-ID: <%h8%-%h4%-%h4%-%h4%-%h12%@%t8%.xt.local>
Feedback-ID: %d9%:%d6%:%ip%:exact
%type%""",
    "edm": """
Return-Path: <bounce+%h24%=%verp%@bounce.%mydom%>
%in%
DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; s=mail; d=%mydom%; q=dns/txt;\n h=From:To:Subject:Date:Content-Type:MIME-Version; bh=%b32%;\n b=%b48%\n %b48%
Received: from edm-node%d2% (unknown [10.%d2%.%d2%.%d2%])\n\tby %host% (DuoyouEDM) with ESMTP id %T12%\n\tfor <%me%>; %local%
Date: %local%
From: %from%
To: %to%
Message-ID: <%epoch%%d3%.%d7%.%t12%@edm-node%d2%>
Subject: %subject%
%mime%
%type%
%leave%
X-Priority: 3
X-EDM-Task: %d6%-%d4%""",
    # ---- an organisation's own applications ----
    "java": """
Return-Path: <%sender%>
%in%
%dkim%
Received: from app-%t5% ([10.%d2%.%d2%.%d2%])\n\tby %host% with ESMTP id %H10%\n\tfor <%me%>; %local%
Date: %local%
From: %from%
To: %to%
Message-ID: <%d9%.%d4%.%epoch%%d3%@app-%t5%.%dom%>
Subject: %subject%
%mime%
%type%
%auto%""",
    "phpown": """
Return-Path: <%bounceown%>
%in%
%dkim%
Received: by %host% (Postfix, from userid 33)\n\tid %H11%; %local%
To: %to%
Subject: %subject%
Date: %local%
From: %from%
%replyto%
Message-ID: <%t42%@www.%dom%>
X-Mailer: PHPMailer 6.8.0 (https://github.com/PHPMailer/PHPMailer)
%leave%
%mime%
%type%
%auto%""",
    "net": """
Return-Path: <%sender%>
%in%
%dkim%
Received: from SRV-APP%d2% ([10.%d2%.%d2%.%d2%]) by %host% with Microsoft SMTPSVC(10.0.17763.1697);\n\t %local%
%mime%
From: %from%
To: %to%
Date: %local%
Subject: %subject%
%type%
Message-ID: <SRV-APP%d2%%T16%@srv-app%d2%.%dom%>
X-OriginalArrivalTime: %utc% (UTC) FILETIME=[%H8%:01D9%H4%]
%auto%""",
    "django": """
Return-Path: <%bounceown%>
%in%
%dkim%
Received: from worker-%h9%-%t5%.internal (unknown [10.%d2%.%d2%.%d2%])\n\tby %host% (Postfix) with ESMTP id 4%T12%\n\tfor <%me%>; %utc%
%type%
%mime%
Subject: %subject%
From: %from%
To: %to%
Date: %utc%
Message-ID: <%epoch%.%d4%.%d15%@worker-%h9%-%t5%>
%auto%
%leave%
X-Auto-Response-Suppress: All""",
    "mainframe": """
Return-Path: <%bounceown%>
%in%
%dkim%
Received: from esb%d2%.%dom% (esb%d2%.%dom% [10.%d2%.%d2%.%d2%])\n\tby %host% (8.15.2/8.15.2) with ESMTP id %t14%\n\tfor <%me%>; %local%
Message-Id: <%ymd%%d6%.%t14%@%host%>
Date: %local%
From: %from%
To: %to%
Subject: %subject%
%mime%
%type%
X-Batch-Id: %d8%
%auto%""",
    # ---- people ----
    "exchange": """
Return-Path: <%sender%>
%in%
%dkim%
Received: from %T4%PR01MB%d4%.%t7%.outlook-cloud.example (2603:10a6:%h2%:%h2%::%d2%) by\n %T4%PR01MB%d4%.%t7%.outlook-cloud.example with Microsoft SMTP Server\n (version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id\n 15.20.%d4%.%d2%; %utc%
From: %from%
To: %to%
Subject: %subject%
Thread-Topic: %subject%
Thread-Index: AQH%b15%
Date: %utc%
Message-ID: <%T8%PR01MB%d4%%H16%@%T8%PR01MB%d4%.%t7%.outlook-cloud.example>
%thread%
%replyto%
Accept-Language: en-US, zh-CN
Content-Language: en-US
X-MS-Has-Attach: %has%
X-MS-TNEF-Correlator:
%type%
%mime%""",
    "outlook": """
Return-Path: <%sender%>
%in%
Received: from %t8%PC ([192.168.%d2%.%d2%]) by %host% with ESMTPSA id %T12%; %local%
From: %from%
To: %to%
%replyto%
%thread%
Subject: %subject%
Date: %local%
Message-ID: <%h4%01d9%h4%$%h8%$%h8%$@%mydom%>
%mime%
%type%
X-Mailer: Microsoft Outlook 16.0
Thread-Index: AdkB%b15%
Content-Language: zh-cn""",
    "gmail": """
Return-Path: <%sender%>
%in%
%dkim%
Received: by 2002:a05:%d4%:%h4%:b0:%h3%:%h4%:%h4% with SMTP id\n %t22%;\n\t%utc%
%mime%
%thread%
From: %from%
Date: %local%
Message-ID: <CA%b36%@mail.gmail.example>
Subject: %subject%
To: %to%
%replyto%
%type%""",
    "foxmail": """
Return-Path: <%sender%>
%in%
Received: from DESKTOP-%T7% (unknown [%ip%])\n\tby %host% (Coremail) with SMTP id %b18%--.%d5%S2;\n\t%local%
Date: %local%
From: %from%
To: %to%
Subject: %subject%
%replyto%
%thread%
X-Priority: 3
X-GUID: %H8%-%H4%-%H4%-%H4%-%H12%
X-Has-Attach: %has%
X-Mailer: Foxmail 7.2.25.%d3%[cn]
Mime-Version: 1.0
Message-ID: <%ymd%%d8%@%mydom%>
%type%""",
    "apple": """
Return-Path: <%sender%>
%in%
%dkim%
Received: from smtpclient.apple ([%ip%])\n\tby %host% with ESMTPSA id %t16%\n\tfor <%me%>; %local%
%type%
From: %from%
Mime-Version: 1.0 (1.0)
%thread%
%replyto%
Date: %local%
Subject: %subject%
Message-Id: <%H8%-%H4%-%H4%-%H4%-%H12%@%mydom%>
To: %to%
X-Mailer: iPhone Mail (21E236)""",
    "thunderbird": """
Return-Path: <%sender%>
%in%
%dkim%
Message-ID: <%h8%-%h4%-%h4%-%h4%-%h12%@%mydom%>
Date: %local%
%mime%
User-Agent: Mozilla Thunderbird
Content-Language: en-GB
To: %to%
%replyto%
%thread%
From: %from%
Subject: %subject%
%type%""",
    # ---- a mailing list: what a member wrote, sent on by the list's server; only where a family names it ----
    "list": """
Return-Path: <%listname%-bounces+%verp%@lists.%dom%>
%in%
Received: from lists.%dom% (localhost [127.0.0.1])\n\tby lists.%dom% (Postfix) with ESMTP id %H10%;\n\t%utc%
X-Original-To: %listname%@lists.%dom%
Received: from %host% (%host% [%ip%])\n\tby lists.%dom% (Postfix) with ESMTPS id %H10%\n\tfor <%listname%@lists.%dom%>; %utc%
From: %from%
To: %listname%@lists.%dom%
Subject: %subject%
Date: %local%
Message-ID: <%ymd%%d6%.%d5%-%d1%-%t8%@%mydom%>
%thread%
%mime%
%type%
X-BeenThere: %listname%@lists.%dom%
Precedence: list
List-Id: <%listname%.lists.%dom%>
List-Unsubscribe: <https://lists.%dom%/options/%listname%>,\n\t<mailto:%listname%-request@lists.%dom%?subject=unsubscribe>
List-Post: <mailto:%listname%@lists.%dom%>
Errors-To: %listname%-bounces+%verp%@lists.%dom%
Sender: "%listname%" <%listname%-bounces+%verp%@lists.%dom%>""",
    # ---- machines that strangers use ----
    "phpstray": """
Return-Path: <%bouncestray%>
%in%
Received: by %host% (Postfix, from userid %d4%)\n\tid %H10%; %local%
To: %to%
Subject: %subject%
X-PHP-Originating-Script: %d4%:%t7%.php
Date: %local%
From: %from%
%replyto%
Message-ID: <%h32%@%stray%>
%xmailer%
%mime%
%type%""",
    "vps": """
Return-Path: <%sender%>
%in%
From: %from%
To: %to%
%replyto%
Subject: %subject%
Date: %local%
Message-ID: <%ymd%%d6%.%H16%@%strayid%>
%mime%
%type%
%xmailer%""",
    "bulker": """
Return-Path: <%sender%>
%in%
Message-ID: <%H8%%H8%%H8%@%strayid%>
From: %from%
To: %to%
%replyto%
Subject: %subject%
Date: %local%
%mime%
%type%
X-Priority: 3
X-Mailer: Microsoft Outlook Express 6.00.2900.5512""",
}
# which systems a kind of sender has; how often
WAYS = {
    "bulk": "grid cloudrelay campaign campaign exact exact edm phpown django",
    "notice": "grid cloudrelay cloudrelay java java phpown net django mainframe exact",
    "inside": "java net exchange exchange phpown mainframe",
    "person": "exchange exchange outlook gmail foxmail apple thunderbird",
    "lure": "phpstray phpstray vps vps bulker exchange outlook grid cloudrelay",
    "writer": "gmail gmail exchange outlook apple thunderbird vps phpstray foxmail",  # a stranger who poses as a person
    "advert": "grid campaign gmail exchange foxmail outlook bulker vps phpstray cloudrelay edm",  # who offers something unasked
}
WAYS_ZH = {"bulk": "edm edm edm cloudrelay java phpown exact", "notice": "java java java net edm cloudrelay mainframe",
           "inside": "java java net exchange foxmail", "person": "foxmail foxmail foxmail outlook exchange",
           "lure": "vps vps bulker phpstray foxmail outlook", "writer": "foxmail foxmail outlook vps bulker",
           "advert": "foxmail foxmail bulker vps outlook edm"}
SERVICES = ("grid", "cloudrelay", "campaign", "exact", "edm")


def fill(d, text, fields):
    """A system's text with its places filled; a field that is empty goes, with its line."""
    kinds = {"h": "0123456789abcdef", "H": "0123456789ABCDEF", "d": "0123456789", "t": "abcdefghijklmnopqrstuvwxyz0123456789",
             "T": "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"}

    def place(m):
        word, n = m.group(1), m.group(2)
        if not n:
            return fields[word]
        if word == "b":
            return d.base64(int(n)).replace("+", "-")
        return d.of(kinds[word], int(n)) if word != "d" else d.digits(int(n))

    lines = []
    for line in text.strip().split("\n"):
        # a line of the table that is a field as a whole, or "Name: %field%", is left out where there is none
        whole = re.fullmatch(r"(?:[\w-]+: )?%([a-z]+)%", line)
        if whole and not fields[whole.group(1)]:
            continue
        lines.append(line)
    out = re.sub(r"%([a-zA-Z]+?)(\d*)%", place, "\n".join(lines))
    return out.replace("\r\n", "\n").replace("\n", "\r\n")
