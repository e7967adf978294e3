import Organizer
import Testing

@Suite struct MachineReportTests {
  private func processor(_ flags: String) -> Processor {
    Processor(
      cpuinfo: """
        processor\t: 0
        model name\t: A Maker's 9000: fast
        flags\t\t: fpu \(flags) rdtscp

        processor\t: 1
        model name\t: another
        flags\t\t: fpu
        """)
  }

  @Test func theFirstProcessorCounts() {
    let found = processor("sse2 avx avx2")
    #expect(found.name == "A Maker's 9000: fast")
    #expect(found.extensions == ["sse2", "avx", "avx2"])
  }

  @Test(
    arguments: [
      ("sse2", .basic), ("sse2 avx", .avx), ("avx avx2", .avx), ("avx avx2 fma", .avx2),
      ("avx avx2 fma avx512f", .avx2),
      ("avx avx2 fma avx512f avx512dq avx512bw avx512vl avx512_vnni", .avx512),
    ] as [(String, Processor.VectorLevel)])
  func aLevelNeedsAllOfItsExtensions(flags: String, level: Processor.VectorLevel) {
    #expect(processor(flags).level == level)
  }

  @Test func otherKindsOfProcessorsAndNothingAtAllAreBasic() {
    let arm = Processor(cpuinfo: "processor\t: 0\nFeatures\t: fp asimd bf16\n")
    #expect(arm.extensions == ["asimd", "bf16"] && arm.level == .basic && arm.name.isEmpty)
    #expect(Processor(cpuinfo: "").extensions.isEmpty)
    #expect(Processor(cpuinfo: ":\n::\n\t:\nflags").level == .basic)
  }

  @Test(arguments: [
    ("SkylakeX", false), ("Cooperlake", false), ("Zen", true), ("Haswell", true),
    ("Sandybridge", true), ("Prescott", true), ("Unheard", true),
  ])
  func aKernelIsNarrowWhenTheProcessorCanDoMore(kernel: String, isNarrow: Bool) {
    let wide = processor("avx avx2 fma avx512f avx512dq avx512bw avx512vl")
    #expect(MachineReport(processor: wide, kernel: kernel, gigaflops: 1).isKernelNarrow == isNarrow)
    let old = processor("sse2")
    #expect(!MachineReport(processor: old, kernel: kernel, gigaflops: 1).isKernelNarrow)
  }

  @Test func thisMachineIsKnown() {
    #expect(!Processor.current.extensions.isEmpty)
  }

  @Test func theSpeedIsMeasured() {
    let report = MachineReport.measured()
    #expect(report.gigaflops > 0.1 && report.gigaflops < 100_000 && !report.kernel.isEmpty)
  }
}
