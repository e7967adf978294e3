internal import CKernels

extension PackedArray where Element == Float {
  /// Transforms and packs the weights of 3×3 windows for Winograd's F(4×4, 3×3): 36 matrices, each
  /// as a convolution of one tap (Lavin and Gray, 2016).
  convenience init(winograd bank: FilterBank, _ kernels: VectorKernels) {
    let blocks = blockCount(bank.filters)
    let matrix = bank.channels * blocks * blockSize
    self.init(unfilled: 36 * matrix) { target in
      for block in 0..<blocks {
        // Filters of a pair of blocks lie side by side, the last of an odd number alone.
        let pair = block / 2 * 2
        let lanes = min(2, blocks - pair) * blockSize
        let first = block * blockSize
        kernels.table.pointee.transform_weights(
          bank.values + first * bank.channels * 9, Int32(min(blockSize, bank.filters - first)),
          Int32(bank.channels),
          target + pair * blockSize * bank.channels + (block - pair) * blockSize, lanes, matrix)
      }
    }
  }
}
