using OpenCvSharp;

namespace SegEdge.Camera;

/// <summary>The pictures of a folder in ordinal order of their names, or one picture, or a given list; upright by their EXIF
/// orientation. A picture that cannot be read is one <see cref="ReadOutcome.Unreadable"/>, and the next follows.</summary>
public sealed class ImageFolderSource : IFrameSource
{
    private static readonly string[] Extensions = [".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".webp"];

    private readonly IReadOnlyList<string> _files;
    private readonly int _mostBytes;
    private int _next;

    /// <exception cref="CameraException">No such path, no picture in it, or none that can be read.</exception>
    public ImageFolderSource(string path)
        : this(Path.GetFileName(Path.TrimEndingDirectorySeparator(path)), PicturesAt(path)) { }

    /// <param name="files">Paths in the order in which they are read.</param>
    /// <exception cref="CameraException">The list is empty or no file of it can be read.</exception>
    public ImageFolderSource(string name, IReadOnlyList<string> files) : this(name, files, Array.MaxLength) { }

    /// <param name="mostBytes">Of one picture; a larger one is unreadable.</param>
    internal ImageFolderSource(string name, IReadOnlyList<string> files, int mostBytes)
    {
        (Name, _files, _mostBytes) = (name, files, mostBytes);
        Size = SizeOfFirstReadable();
    }

    public string Name { get; }

    public SourceKind Kind => SourceKind.File;

    public PictureSize Size { get; }

    public double? FramesPerSecond => null;

    public long? Length => _files.Count;

    public static bool IsPicture(string path) => Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    public ReadOutcome Read(Frame frame, CancellationToken stopping)
    {
        if (_next == _files.Count) return ReadOutcome.End;

        var path = _files[_next++];
        using var picture = TryDecode(path, out var fault);
        if (picture is null)
        {
            frame.Fault = fault;
            return ReadOutcome.Unreadable;
        }
        frame.Resize(new PictureSize(picture.Width, picture.Height));
        var target = frame.Picture;
        picture.CopyTo(target);
        return ReadOutcome.Picture;
    }

    public void Dispose() { }

    private PictureSize SizeOfFirstReadable()
    {
        if (_files.Count == 0) throw new CameraException($"{Name}: the list of pictures is empty. Give at least one.");
        string? first = null;
        foreach (var file in _files)
        {
            using var picture = TryDecode(file, out var fault);
            if (picture is not null) return new PictureSize(picture.Width, picture.Height);
            first ??= fault;
        }
        throw new CameraException($"{Name}: none of its {_files.Count} pictures can be read. The first: {first}");
    }

    /// <param name="fault">Why there is none.</param>
    private Mat? TryDecode(string path, out string? fault)
    {
        fault = null;
        if (Decode(path) is not { } picture)
        {
            fault = DescribeFault(path);
            return null;
        }
        var size = new PictureSize(picture.Width, picture.Height);
        if (size.FitsIn(_mostBytes)) return picture;
        picture.Dispose();
        fault = $"{path}: is {size}, {3L * size.Width * size.Height:N0} bytes of pixels, expected at most {_mostBytes:N0}. Scale it down or remove it.";
        return null;
    }

    // Color asks OpenCV for 8-bit BGR and, being without IgnoreOrientation, for the EXIF orientation to be applied.
    private static Mat? Decode(string path)
    {
        if (new FileInfo(path) is not { Exists: true, Length: > 0 }) return null;
        try
        {
            var picture = Cv2.ImRead(path, ImreadModes.Color);
            if (!picture.Empty()) return picture;
            picture.Dispose();
        }
        catch (OpenCVException) { } // expected of a damaged header: it announces more pixels than OpenCV agrees to allocate
        return null;
    }

    private static string DescribeFault(string path) => new FileInfo(path) switch
    {
        { Exists: false } => $"{path}: no such file.",
        { Length: 0 } => $"{path}: 0 bytes, expected a picture. Copy it again or remove it.",
        var file => $"{path}: {file.Length:N0} bytes that do not decode as a picture. Copy it again or remove it.",
    };

    private static string[] PicturesAt(string path)
    {
        if (File.Exists(path)) return [path];
        if (!Directory.Exists(path))
            throw new CameraException($"{path}: no such file or folder. Give the path of a video, a picture or a folder of pictures.");

        string[] files = [.. Directory.EnumerateFiles(path).Where(IsPicture).Order(StringComparer.Ordinal)];
        return files.Length > 0
            ? files
            : throw new CameraException($"{path}: the folder holds no picture ({string.Join(" ", Extensions)}).");
    }
}
