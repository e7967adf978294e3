/// What the processor can do, as far as the libraries that photosort computes with use it.
public struct Processor: Sendable, Equatable {
  /// How wide a processor computes; each level has all of those before it.
  public enum VectorLevel: Int, Sendable, Comparable {
    /// What every processor of its kind has: SSE2, or NEON.
    case basic
    /// 256 bits, floating point.
    case avx
    /// 256 bits with fused multiplication and addition.
    case avx2
    /// 512 bits.
    case avx512

    /// Whether one is narrower.
    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
  }

  /// What the maker calls it; empty when the system does not say.
  public let name: String
  /// The extensions it has of those that matter here, as Linux writes them.
  public let extensions: [String]

  private static let known = [
    "sse2", "avx", "avx2", "fma", "avx512f", "avx512dq", "avx512bw", "avx512vl", "avx512_vnni",
    "avx512_bf16", "amx_bf16", "amx_int8", "asimd", "asimddp", "bf16", "i8mm", "sve", "sve2",
  ]

  /// Reads what Linux says in `/proc/cpuinfo` of the first processor.
  public init(cpuinfo: String) {
    var fields: [Substring: Substring] = [:]
    for line in cpuinfo.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2, let key = parts[0].split(separator: "\t").first else { continue }
      let name = key.drop { $0 == " " }
      if fields[name] == nil { fields[name] = parts[1].drop { $0 == " " } }
    }
    let flags = Set((fields["flags"] ?? fields["Features"] ?? "").split(separator: " "))
    name = String(fields["model name"] ?? "")
    extensions = Self.known.filter { flags.contains(Substring($0)) }
  }

  /// The processor that this runs on.
  public static var current: Processor {
    // The file has no length of its own.
    let bytes = (try? FileSystem.readPrefix("/proc/cpuinfo", count: 1 << 16)) ?? []
    return Processor(cpuinfo: String(decoding: bytes, as: UTF8.self))
  }

  /// How wide it computes.
  public var level: VectorLevel {
    let has = Set(extensions)
    guard has.isSuperset(of: ["avx"]) else { return .basic }
    guard has.isSuperset(of: ["avx2", "fma"]) else { return .avx }
    return has.isSuperset(of: ["avx512f", "avx512dq", "avx512bw", "avx512vl"]) ? .avx512 : .avx2
  }
}
