using OpenCvSharp;
using SegEdge.Camera;

namespace SegEdge.TrainingPictures;

/// <summary>Pictures of one seed one after the other, each: uint8 RGB [384, 640, 3] as the model gets it (stretched with
/// INTER_LINEAR, exactly as at run time), then uint8 classes [540, 960] as rendered.</summary>
internal sealed class PictureFile : IDisposable
{
    private static readonly Size ModelSize = new(640, 384);

    private readonly string _path;
    private readonly FileStream _stream;

    public PictureFile(string path)
    {
        _path = path;
        _stream = File.Create(path + ".part");
    }

    public unsafe void Add(byte[] bgr, byte[] classes, PictureSize size)
    {
        using var picture = Mat.FromPixelData(size.Height, size.Width, MatType.CV_8UC3, bgr);
        using var seen = new Mat();
        Cv2.Resize(picture, seen, ModelSize, 0, 0, InterpolationFlags.Linear);
        Cv2.CvtColor(seen, seen, ColorConversionCodes.BGR2RGB);
        _stream.Write(new ReadOnlySpan<byte>((void*)seen.Data, ModelSize.Width * ModelSize.Height * 3));
        _stream.Write(classes);
    }

    /// <summary>Only a finished file gets its name.</summary>
    public void Complete()
    {
        _stream.Dispose();
        File.Move(_path + ".part", _path);
    }

    public void Dispose() => _stream.Dispose();
}
