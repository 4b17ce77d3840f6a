namespace SegEdge.Onnx.Wire;

/// <summary>A file that takes its name when it is whole: a full disk or a crash leaves what was there before.</summary>
internal sealed class NewFile : IDisposable
{
    private readonly string _path, _unfinished;
    private bool _kept;

    public NewFile(string path)
    {
        (_path, _unfinished) = (path, $"{path}.unfinished");
        Stream = File.Create(_unfinished);
    }

    public FileStream Stream { get; }

    public void Keep()
    {
        Stream.Flush(flushToDisk: true);
        Stream.Dispose();
        File.Move(_unfinished, _path, overwrite: true);
        _kept = true;
    }

    public void Dispose()
    {
        if (_kept) return;
        Stream.Dispose();
        File.Delete(_unfinished);
    }
}
