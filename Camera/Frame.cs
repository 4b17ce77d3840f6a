using System.Runtime.InteropServices;
using OpenCvSharp;

namespace SegEdge.Camera;

/// <summary>A picture on loan from a <see cref="FramePool"/>; <see cref="Dispose"/> returns it. It has one owner at a time.</summary>
public sealed class Frame : IDisposable
{
    private readonly FramePool _pool;
    private byte[] _pixels;
    private Mat? _picture, _inputOf;
    private InputArray? _input;
    private int _rented;

    internal Frame(FramePool pool, PictureSize size)
    {
        _pool = pool;
        _pixels = Allocate(size);
        Size = size;
    }

    public PictureSize Size { get; private set; }

    /// <summary>Position in the source, from 0, without holes for pictures that were dropped or could not be read.</summary>
    public long Number { get; private set; }

    /// <summary>Monotonic time of capture, in ticks of <see cref="TimeProvider.GetTimestamp"/>.</summary>
    public long CapturedAt { get; private set; }

    /// <summary>Wall-clock time of capture.</summary>
    public DateTimeOffset CapturedUtc { get; private set; }

    /// <summary>Why the picture could not be read; set by the source together with <see cref="ReadOutcome.Unreadable"/>.</summary>
    public string? Fault { get; set; }

    /// <summary>uint8 BGR, [height, width, 3], rows without padding. Valid until the frame is returned.</summary>
    public Span<byte> Pixels => _pixels.AsSpan(0, Size.Bytes);

    /// <summary>The same memory as an OpenCV matrix: a header that the frame keeps, so that a warm frame makes none. Not to be disposed, nor
    /// kept beyond the loan.</summary>
    public Mat Picture
    {
        get
        {
            if (_picture is { } known && known.Width == Size.Width && known.Height == Size.Height) return known;
            // The array lives on the pinned heap, so its address outlives the header; a header owns no pixels.
            return _picture = Mat.FromPixelData(Size.Height, Size.Width, MatType.CV_8UC3, Marshal.UnsafeAddrOfPinnedArrayElement(_pixels, 0));
        }
    }

    /// <summary><see cref="Picture"/> as OpenCV's functions take it; kept for the same reason.</summary>
    public InputArray PictureInput
    {
        get
        {
            var picture = Picture;
            if (_input is null || _inputOf != picture) (_input, _inputOf) = (InputArray.Create(picture), picture);
            return _input;
        }
    }

    /// <summary>Makes room for a picture of this size. Allocates only if it is larger than any before in this buffer,
    /// which a folder of mixed pictures can do and a camera cannot.</summary>
    /// <exception cref="OverflowException">No array can hold it.</exception>
    public void Resize(PictureSize size)
    {
        if (size.Bytes > _pixels.Length)
        {
            (_pixels, _picture) = (Allocate(size), null);
            _pool.CountGrowth();
        }
        Size = size;
    }

    /// <summary>Stamped once, by the capture stage, right after the source filled the frame.</summary>
    public void Stamp(long number, long capturedAt, DateTimeOffset capturedUtc)
    {
        Number = number;
        CapturedAt = capturedAt;
        CapturedUtc = capturedUtc;
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _rented, 0) == 1) _pool.Return(this);
    }

    internal Frame Lend()
    {
        _rented = 1;
        Fault = null;
        return this;
    }

    private static byte[] Allocate(PictureSize size) => GC.AllocateUninitializedArray<byte>(size.Bytes, pinned: true);
}
