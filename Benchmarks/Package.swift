// swift-tools-version:6.2
import PackageDescription

// A package of its own, so that what only measures stays out of the product.
let package = Package(
  name: "benchmarks",
  dependencies: [.package(name: "photosort", path: "..")],
  targets: [
    .executableTarget(
      name: "RunModel", dependencies: [.product(name: "FaceInference", package: "photosort")]),
    .target(name: "CProducts", linkerSettings: [.linkedLibrary("openblas")]),
    .executableTarget(
      name: "ClusterVectors",
      dependencies: ["CProducts", .product(name: "Clustering", package: "photosort")]),
  ],
  swiftLanguageModes: [.v6]
)
