internal import Organizer

/// Where the time of a scan went, in words.
struct TimingsReport {
  private let timings: ScanTimings

  init(_ timings: ScanTimings) { self.timings = timings }

  /// What is said of a stage.
  private struct Row {
    let name: String
    let time: Duration
    let explanation: String
  }

  private var rows: [Row] {
    ScanStage.allCases.map {
      Row(name: $0.rawValue, time: timings[$0], explanation: $0.explanation)
    } + [Row(name: "other", time: timings.other, explanation: "handing out work, reporting")]
  }

  /// A table: stage, seconds, share, explanation; stages in the order in which photos pass them.
  var lines: [String] {
    let cells = rows.map { row in
      [
        row.name, seconds(row.time), Words.decimal(timings.share(row.time) * 100) + " %",
        row.explanation,
      ]
    }
    let total = ["total", seconds(timings.total), "", "of all workers together"]
    let table = Words.table(cells + [total], rightAligned: [1, 2])
    return ["Processor time:"] + table.map { "  " + $0 }
  }

  private func seconds(_ time: Duration) -> String {
    Words.decimal(time / .seconds(1), places: 2) + " s"
  }

  /// The same for programs.
  var json: JSONValue {
    .object([
      "processor_seconds": .decimal(timings.total / .seconds(1), places: 3),
      "stages": .array(
        rows.map { row in
          .object([
            "stage": .string(row.name),
            "seconds": .decimal(row.time / .seconds(1), places: 3),
            "share": .decimal(timings.share(row.time), places: 4),
          ])
        }),
    ])
  }
}

extension ScanStage {
  /// What is done in it.
  fileprivate var explanation: String {
    switch self {
    case .find: "walking folders, comparing with the catalog"
    case .read: "reading files, computing digests"
    case .decode: "decoding at the size searched, turning upright"
    case .resize: "scaling to the detector's canvas"
    case .detect: "the detector's network"
    case .refine: "the landmarks' network"
    case .detail: "decoding faces too small in the first decode"
    case .align: "cutting aligned crops"
    case .embed: "the embedder's network, quality"
    case .store: "writing to the catalog"
    case .group: "grouping and labelling"
    case .write: "reports and links"
    }
  }
}
