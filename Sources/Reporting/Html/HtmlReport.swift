public import Analysis
public import ByteStrings

/// What `--html` writes: one build, the history of a package, or of all, as one file that needs no other.
///
/// The page is complete without its script: charts are SVG, and what they show stands in tables too. Only the timeline
/// of single jobs is drawn by the script, on a canvas, since 20,000 elements would make any browser slow. Nothing is
/// loaded from anywhere, which the page's own security policy forbids.
public struct HtmlReport: Equatable, Sendable {
    /// What the page is about, in the first place.
    public enum Subject: Equatable, Sendable {
        case build, package, everything
    }

    public struct Build: Equatable, Sendable {
        public var page: HistoryPage
        /// `nil` when the jobs are not there one by one.
        public var timeline: Timeline?

        public init(page: HistoryPage, timeline: Timeline?) {
            self.page = page
            self.timeline = timeline
        }
    }

    /// What a local reason means.
    public struct Explanation: Equatable, Sendable {
        public var sentence: String
        /// What the user can change; `nil` when nothing.
        public var remedy: String?

        public init(sentence: String, remedy: String? = nil) {
            self.sentence = sentence
            self.remedy = remedy
        }
    }

    public var subject: Subject
    /// The build of the subject, or the last good one of a package.
    public var build: Build?
    /// All builds of the package, or of all packages.
    public var history: HistoryReport?
    /// By code.
    public var explanations: [String: Explanation]
    /// When the page is made, since 1970-01-01 UTC.
    public var made: Duration
    /// What local time is ahead of UTC.
    public var utcOffset: Duration

    public init(
        subject: Subject, build: Build? = nil, history: HistoryReport? = nil,
        explanations: [String: Explanation] = [:], made: Duration, utcOffset: Duration
    ) {
        self.subject = subject
        self.build = build
        self.history = history
        self.explanations = explanations
        self.made = made
        self.utcOffset = utcOffset
    }

    /// The file.
    public func render() -> ByteString {
        ByteString(page.text)
    }

    var page: Html {
        let parts = subject == .build ? buildSections + historySections : historySections + buildSections
        let shown = parts.filter { $0.body != "" }
        let links = shown.filter { $0.title != "" }.map { section -> Html in
            "<a href=\"#\(section.anchor)\">\(section.title)</a>\n"
        }
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="\(HtmlReport.policy)">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="generator" content="distmake">
            <title>\(title) – distmake</title>
            <style>
            \(Html(ours: PackageResources.report_css))</style>
            </head>
            <body>
            <header>
            <h1>\(title)</h1>
            <p class="lead">\(lead)</p>
            </header>
            <nav aria-label="Sections">
            \(links)</nav>
            <main>
            \(shown.map(\.html))</main>
            <footer><p>Made by distmake on \(date(made)). All times are measured by the machine that built.</p></footer>
            \(script)</body>
            </html>

            """
    }

    /// Nothing is fetched, sent, embedded or followed, whatever a name in the data might look like.
    private static let policy =
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

    private var script: Html {
        guard let timeline = build?.timeline, !timeline.jobs.isEmpty else { return "" }
        let data = TimelineData(timeline) { $0.name ?? "this machine" }.json { code in
            explanations[code]?.sentence ?? ""
        }
        return """
            <script type="application/json" id="timeline-data">\(Html(data: data))</script>
            <script>
            \(Html(ours: PackageResources.report_js))</script>

            """
    }

    private var title: String {
        switch subject {
        case .build: build.map { $0.page.build.name } ?? ""
        case .package: history?.package ?? ""
        case .everything: "All packages"
        }
    }

    private var lead: String {
        switch subject {
        case .build:
            guard let page = build?.page else { return "" }
            let hosts = page.build.hosts.isEmpty ? "no hosts" : page.build.hosts
            return "Build \(page.build.identifier) of \(date(page.build.started)), \(hosts)"
        case .package, .everything:
            guard let history else { return "" }
            let since = history.since.map { " since \(date($0))" } ?? ""
            return Figures.counted(history.builds, "build") + since
        }
    }

    func date(_ moment: Duration) -> String { CivilTime(moment, offset: utcOffset).text }

    /// A code with its explanation and what to do about it.
    func explained(_ code: String) -> Html {
        guard let explanation = explanations[code] else { return "" }
        guard let remedy = explanation.remedy else { return "\(explanation.sentence)" }
        return "\(explanation.sentence) <em>\(remedy)</em>"
    }
}

/// A part of the page with a heading; without a title it has no place in the list of sections.
struct HtmlSection {
    var anchor: String
    var title: String
    var isAdvice = false
    /// Empty when there is nothing to tell.
    var body: Html

    init(_ anchor: String, _ title: String, isAdvice: Bool = false, _ body: Html) {
        self.anchor = anchor
        self.title = title
        self.isAdvice = isAdvice
        self.body = body
    }

    var html: Html {
        let heading: Html = title.isEmpty ? "" : "<h2>\(title)</h2>\n"
        return """
            <section id="\(anchor)"\(isAdvice ? " class=\"advice\"" : "")>
            \(heading)\(body)</section>

            """
    }
}

/// A figure that is read first: its name, its value, and what to know about it.
struct HtmlFigure {
    var name: String
    var value: String
    var note: String

    static func list(_ figures: [HtmlFigure]) -> Html {
        let items = figures.map { figure -> Html in
            let note: Html = figure.note.isEmpty ? "" : "<small>\(figure.note)</small>"
            return "<div><dt>\(figure.name)</dt><dd>\(figure.value)\(note)</dd></div>\n"
        }
        return "<dl class=\"figures\">\n\(items)</dl>\n"
    }
}
