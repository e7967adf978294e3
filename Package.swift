// swift-tools-version:6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "photosort",
  products: [
    .executable(name: "photosort", targets: ["photosort"]),
    // For Benchmarks, and for whoever wants the engine alone.
    .library(name: "FaceInference", targets: ["FaceInference"]),
    .library(name: "Clustering", targets: ["Clustering"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
  ],
  targets: [
    // C libraries, one module each. `make deps` installs them.
    .target(name: "CJPEG", linkerSettings: [.linkedLibrary("jpeg")]),
    .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
    .systemLibrary(name: "CEXIF", pkgConfig: "libexif", providers: [.apt(["libexif-dev"])]),
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    // Products of bytes, by processor, and threads for Clustering.
    .target(name: "CLinkKernels"),
    .systemLibrary(name: "CLinear", providers: [.apt(["liblinear-dev"])]),
    .target(name: "CFaceModels", exclude: ["manifests", "weights"]),
    // Loops that need functions compiled for processors of their own.
    .target(name: "CKernels"),

    // The two engines. Neither imports the other.
    .target(
      name: "FaceInference", dependencies: ["CFaceModels", "CKernels", "COpenBLAS"],
      swiftSettings: strict),
    .target(
      name: "Clustering", dependencies: ["CLinkKernels", "COpenBLAS"], swiftSettings: strict),

    // The product.
    .target(
      name: "Organizer",
      dependencies: [
        "FaceInference", "Clustering", "CJPEG", "CPNG", "CEXIF", "CLinear",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "GRDB", package: "GRDB.swift"),
      ], swiftSettings: strict),
    .executableTarget(
      name: "photosort",
      dependencies: [
        "Organizer", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: strict),

    // Tests mirror the sources; TestSupport holds what several of them need.
    .target(
      name: "TestSupport", dependencies: ["FaceInference", "Organizer"], path: "Tests/TestSupport",
      swiftSettings: strict),
    .testTarget(
      name: "FaceInferenceTests", dependencies: ["FaceInference", "TestSupport"],
      exclude: ["Conformance/make_cases.py"],
      resources: [
        .copy("Goldens"), .copy("Conformance/passing.txt"), .copy("Conformance/out-of-scope.txt"),
      ], swiftSettings: strict),
    .testTarget(
      name: "ClusteringTests", dependencies: ["Clustering"], resources: [.copy("Goldens")],
      swiftSettings: strict),
    .testTarget(
      name: "OrganizerTests", dependencies: ["Organizer", "FaceInference", "CJPEG", "TestSupport"],
      resources: [.copy("Fixtures")], swiftSettings: strict),
    .testTarget(
      name: "PhotosortTests",
      dependencies: ["photosort", "Organizer", "FaceInference", "TestSupport"],
      resources: [.copy("Goldens")], swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
