using OpenCvSharp;
using SegEdge.Camera;

namespace SegEdge.TrainingPictures;

/// <summary>Pictures of one seed one after the other, each: uint8 RGB [384, 640, 3] as the model gets it (stretched with
/// INTER_LINEAR, exactly as at run time), uint8 classes [384, 640] (nearest), uint8 classes [540, 960] as rendered.</summary>
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

    public void Add(byte[] bgr, byte[] classes, PictureSize size)
    {
        using var picture = Mat.FromPixelData(size.Height, size.Width, MatType.CV_8UC3, bgr);
        using var truth = Mat.FromPixelData(size.Height, size.Width, MatType.CV_8UC1, classes);
        using var seen = new Mat();
        Cv2.Resize(picture, seen, ModelSize, 0, 0, InterpolationFlags.Linear);
        Cv2.CvtColor(seen, seen, ColorConversionCodes.BGR2RGB);
        using var small = new Mat();
        Cv2.Resize(truth, small, ModelSize, 0, 0, InterpolationFlags.Nearest);
        Write(seen, 3);
        Write(small, 1);
        _stream.Write(classes);
    }

    private unsafe void Write(Mat mat, int channels) =>
        _stream.Write(new ReadOnlySpan<byte>((void*)mat.Data, ModelSize.Width * ModelSize.Height * channels));

    /// <summary>Only a finished file gets its name.</summary>
    public void Complete()
    {
        _stream.Dispose();
        File.Move(_path + ".part", _path);
    }

    public void Dispose() => _stream.Dispose();
}
