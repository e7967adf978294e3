/// The extents, steps and borders of a two-dimensional convolution.
package struct ConvolutionGeometry: Sendable, Equatable {
  package var batch: Int
  /// Input channels, height and width.
  package var channels: Int
  package var height: Int
  package var width: Int
  /// Output channels.
  package var filters: Int
  package var groups: Int
  package var window: Window

  package init(
    batch: Int, channels: Int, height: Int, width: Int, filters: Int, groups: Int, window: Window
  ) {
    self.batch = batch
    self.channels = channels
    self.height = height
    self.width = width
    self.filters = filters
    self.groups = groups
    self.window = window
  }

  package var outputHeight: Int { window.rows.outputExtent(height) }
  package var outputWidth: Int { window.columns.outputExtent(width) }
  package var channelsPerGroup: Int { channels / groups }
  package var filtersPerGroup: Int { filters / groups }
  package var inputPlane: Int { height * width }
  package var outputPlane: Int { outputHeight * outputWidth }

  /// One channel in and one out per group, so that no sum runs over channels.
  package var isDepthwise: Bool { groups == channels && filters == channels }

  /// A window of one pixel, moved by one pixel: the image itself is the matrix to multiply.
  package var isPointwise: Bool {
    let trivial = Window.Axis(extent: 1, step: 1, dilation: 1, before: 0, after: 0)
    return window.rows == trivial && window.columns == trivial
  }
}

/// A window that slides over an image, in convolutions and pooling.
package struct Window: Sendable, Equatable {
  package var rows: Axis
  package var columns: Axis

  package init(rows: Axis, columns: Axis) {
    self.rows = rows
    self.columns = columns
  }

  /// The window along one dimension.
  package struct Axis: Sendable, Equatable {
    /// The number of taps.
    package var extent: Int
    /// Pixels from one position to the next.
    package var step: Int
    /// Pixels from one tap to the next.
    package var dilation: Int
    /// Pixels of border before and after the image.
    package var before: Int
    package var after: Int

    package init(extent: Int, step: Int, dilation: Int, before: Int, after: Int) {
      self.extent = extent
      self.step = step
      self.dilation = dilation
      self.before = before
      self.after = after
    }

    /// The pixels from the first tap to the last, both included.
    var reach: Int { (extent - 1) * dilation + 1 }

    /// The number of positions of the window over `input` pixels and the border; less than 1
    /// when the window does not fit.
    func outputExtent(_ input: Int) -> Int { (input + before + after - reach) / step + 1 }

    /// The positions at which tap `tap` lies inside the image, not in its border.
    ///
    /// Position *o* reads pixel *o* · step + tap · dilation − before.
    @inline(__always)
    func positions(ofTap tap: Int, input: Int, output: Int) -> Range<Int> {
      let offset = tap * dilation - before
      let first = offset >= 0 ? 0 : (-offset + step - 1) / step
      let lastPixel = input - 1 - offset
      guard lastPixel >= 0 else { return 0..<0 }
      let end = min(output, lastPixel / step + 1)
      return first < end ? first..<end : 0..<0
    }
  }
}
