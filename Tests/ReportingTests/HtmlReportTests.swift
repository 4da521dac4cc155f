import Analysis
import ByteStrings
import Testing

@testable import Reporting

@Suite struct HtmlTests {
    @Test(arguments: [
        ("plain", "plain"), ("<script>", "&lt;script&gt;"), ("\"'", "&quot;&#39;"), ("&amp;", "&amp;amp;"),
        ("a\u{0}\n\u{1B}b", "a???b"), ("x\u{202E}y\u{2066}z", "x?y?z"), ("ä日🇩🇪", "ä日🇩🇪"),
        (String(decoding: [0x61, 0xFF, 0xC3] as [UInt8], as: UTF8.self), "a\u{FFFD}\u{FFFD}"),
    ])
    func `what is put into markup is text`(text: String, markup: String) {
        #expect(("<b title=\"\(text)\">" as Html).text == "<b title=\"\(markup)\">")
    }

    @Test func `markup in markup stays what it is`() {
        let inner: Html = "<i>\("&")</i>"
        #expect(
            ("<b>\(inner)\([inner, inner])\(7)\(0.125)</b>" as Html).text
                == "<b><i>&amp;</i><i>&amp;</i><i>&amp;</i>70.13</b>")
    }

    @Test func `data cannot end its element`() {
        let data = Html(data: .object([("a<b", .list(["</script>", "<!--", "\"\\", .number(1), .none]))]))
        #expect(
            data.text
                == #"{"a\u003cb":["\u003c/script>","\u003c!--","\"\\",1,null]}"#)
    }

    @Test func `our own script and style do not end their elements`() {
        let script = String(decoding: PackageResources.report_js, as: UTF8.self)
        let style = String(decoding: PackageResources.report_css, as: UTF8.self)
        #expect(script.contains("timeline-data") && style.contains("prefers-color-scheme: dark"))
        for text in [script, style] {
            #expect(!text.contains("</") && !text.contains("<!--") && !text.lowercased().contains("<script"))
        }
        // Names reach the page as text, never as markup.
        for word in ["innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval(", "fetch(", "http"]
        {
            #expect(!script.contains(word), "\(word)")
        }
        #expect(!style.contains("url(") && !style.contains("@import"))
    }

    @Test(arguments: [
        (Duration.seconds(90), 5, ["0:00", "0:30", "1:00", "1:30"]),
        (.milliseconds(450), 5, ["0.00 s", "0.10 s", "0.20 s", "0.30 s", "0.40 s"]),
        (.seconds(7200), 4, ["0:00", "30:00", "1:00:00", "1:30:00", "2:00:00"]),
        (.zero, 4, ["0.00 s"]),
    ])
    func `an axis has round moments`(end: Duration, most: Int, texts: [String]) {
        let scale = TimeScale(end: end, most: most)
        #expect(scale.moments.map(scale.text) == texts)
        #expect(scale.ceiling >= end && scale.ceiling - end < scale.step || end == .zero)
    }
}

@Suite struct HtmlReportTests {
    private func text(_ report: HtmlReport) -> String { report.render().string }

    @Test(arguments: [HtmlReport.Subject.build, .package, .everything])
    func `no name becomes markup`(subject: HtmlReport.Subject) {
        for name in HtmlSamples.hostile {
            let page = text(HtmlSamples.report(subject, name: name))
            let scripts = subject == .everything ? 0 : 2
            #expect(page.matches(of: /<script/).count == scripts, "\(name)")
            #expect(page.matches(of: /<\/script/).count == scripts, "\(name)")
            #expect(page.matches(of: /<h1>/).count == 1)
            #expect(page.matches(of: /<title>/).count == page.matches(of: /<\/title>/).count)
            #expect(page.matches(of: /<\/style>/).count == 1)
            for bad in [
                "<b>", "<blue>", "<this>", "<i>lua", "onmouseover=\"", "\u{0}", "\u{202E}", "<!--",
                "&lt;code",
            ] {
                #expect(!page.contains(bad), "\(bad) by \(name)")
            }
        }
    }

    @Test func `a page needs no other file`() {
        for subject in [HtmlReport.Subject.build, .package, .everything] {
            let page = text(HtmlSamples.report(subject))
            for word in [
                "src=", "href=\"h", "url(", "@import", "http:", "https:", "<link", "<img", "<iframe",
            ] {
                #expect(!page.contains(word), "\(word)")
            }
            #expect(page.contains("content=\"default-src &#39;none&#39;"))
        }
    }

    @Test func `each subject has its sections, linked once`() {
        func anchors(_ report: HtmlReport) -> [String] {
            text(report).matches(of: /<section id="([a-z-]+)"/).map { String($0.output.1) }
        }
        let build = [
            "advice", "timeline-section", "utilisation", "hosts", "reasons", "slowest", "path", "costs",
            "setup",
        ]
        #expect(anchors(HtmlSamples.report(.build)) == ["build"] + build + ["builds", "setups"])
        #expect(
            anchors(HtmlSamples.report(.package))
                == ["sums", "builds", "setups", "all-hosts", "all-reasons", "build"] + build)
        #expect(anchors(HtmlSamples.report(.everything)) == ["sums", "packages", "all-hosts", "all-reasons"])
        for subject in [HtmlReport.Subject.build, .package, .everything] {
            let page = text(HtmlSamples.report(subject))
            for link in page.matches(of: /<a href="#([a-z-]+)">/) {
                #expect(page.components(between: "id=\"\(link.output.1)\"", and: ">").count == 1)
            }
        }
    }

    @Test func `every table has a caption, heads of columns and of rows`() {
        let page = text(HtmlSamples.report(.package))
        let tables = page.components(between: "<table>", and: "</table>")
        #expect(tables.count > 8)
        for table in tables {
            #expect(table.contains("<caption>") && table.contains("<th scope=\"col\""))
            let rows = table.matches(of: /<tr>/).count
            #expect(table.matches(of: /<th scope="row"/).count == rows - 1)
        }
    }

    @Test func `what is drawn stands in tables too`() {
        let page = text(HtmlSamples.report(.build))
        #expect(page.contains("<noscript>"))
        #expect(page.contains("The same as a table") && page.contains("Slots in use on average"))
        #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;.c"))
        #expect(page.contains("Linking needs &lt;this&gt; machine."))
        #expect(page.contains("/usr/include/&lt;stdio&gt;.h"))
        for svg in page.components(between: "<svg", and: ">") {
            #expect(svg.contains("role=\"img\"") && svg.contains("aria-label=\""))
        }
    }

    @Test func `a build without jobs says so`() {
        var report = HtmlSamples.report(.build)
        report.build?.timeline = nil
        let page = text(report)
        #expect(page.contains("were pruned from the history") && !page.contains("<script"))
        report.build?.timeline = HtmlSamples.timeline([])
        #expect(!text(report).contains("timeline-section"))
        let nothing = HtmlReport(
            subject: .build, build: .init(page: HtmlSamples.page("lua", version: ""), timeline: nil),
            made: .zero, utcOffset: .zero)
        #expect(text(nothing).contains("<h1>lua</h1>"))
    }

    @Test func `error bars are in proportion and end at the edge`() {
        let comparison = HtmlSamples.history("lua").comparison
        let chart = SetupChart(
            comparison: SetupComparison(comparison?.rows.flatMap(\.runs) ?? []),
            letters: SetupLetters(comparison)
        ).html.text
        // 12 and 13 s: 12.5 s within 6.353 s; 36 and 38 s within 12.7 s; a single run has no error bar.
        #expect(chart.contains("0:13 ± 6.4 s, 1.00 ×") || chart.contains("0:12 ± 6.4 s, 1.00 ×"), "\(chart)")
        #expect(chart.contains("0:37 ± 13 s, 2.96 ×") && chart.contains("1:30, 7.20 ×"))
        #expect(chart.matches(of: /class="whisker"/).count == 6)
        #expect(chart.matches(of: /<circle/).count == 4)
        #expect(chart.contains("width=\"13.89%\"") && chart.contains("width=\"100.00%\""))
    }
}

@Suite struct TimelineDataTests {
    @Test func `columns hold each job, lane after lane`() {
        let timeline = HtmlSamples.timeline([
            HtmlSamples.job(1, file: "src/a.c"), HtmlSamples.job(2, file: "src/b.c"),
            HtmlSamples.job(3, file: "c.c", from: .seconds(2)),
            HtmlSamples.job(6, file: "", host: nil, work: .link, reason: "link-step", kind: "link"),
        ])
        let data = TimelineData(timeline) { $0.name ?? "this machine" }.json {
            $0 == "link-step" ? "Why." : ""
        }
        guard case .object(let members) = data else {
            Issue.record("the data is an object")
            return
        }
        var values: [String: Json] = [:]
        for member in members { values[member.key] = member.value }
        #expect(values["name"] == .list(["a.c", "c.c", "b.c", ""]))
        #expect(values["directories"] == .list(["src/", ""]))
        #expect(values["directory"] == .list([0, 1, 0, 1].map(Json.number)))
        // Ticks of 0.1 ms, each from the job before it in the lane.
        #expect(values["began"] == .list([250, 20000, 250, 250].map(Json.number)))
        #expect(values["work"] == .list([0, 0, 0, 3].map(Json.number)))
        #expect(values["code"] == .list([-1, -1, -1, 0].map(Json.number)))
        #expect(values["sentences"] == .list(["Why."]))
        // 2 is what the end waited for: the job that arrived at 2 s, and the last to end before; 1 is an error.
        #expect(values["marks"] == .list([0, 2, 0, 3].map(Json.number)))
        #expect(values["end"] == .number(120_000))
    }
}

extension String {
    /// What lies between each `start` and the next `end`.
    fileprivate func components(between start: String, and end: String) -> [Substring] {
        var found: [Substring] = []
        var rest = self[...]
        while let from = rest.firstRange(of: start) {
            rest = rest[from.upperBound...]
            guard let to = rest.firstRange(of: end) else { break }
            found.append(rest[..<to.lowerBound])
            rest = rest[to.upperBound...]
        }
        return found
    }
}
