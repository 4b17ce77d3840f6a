using System.Collections.Concurrent;
using SegEdge.Testing;

namespace SegEdge.Pipeline.Tests.Stages;

/// <summary>A camera whose pictures a test hands over one by one.</summary>
internal sealed class ScriptedSource(SourceKind kind, int width = 16, int height = 8) : IFrameSource
{
    public static readonly TestFrame.Paint Black = (_, _) => (0, 0, 0), Red = (_, _) => (0, 0, 200), White = (_, _) => (255, 255, 255),
        RedPatch = (x, y) => x < 8 && y < 4 ? ((byte)0, (byte)0, (byte)200) : ((byte)20, (byte)20, (byte)20);

    private readonly BlockingCollection<Func<Frame, ReadOutcome>> _script = [];

    public string Name => "script";

    public SourceKind Kind => kind;

    public PictureSize Size => new(width, height);

    public double? FramesPerSecond => null;

    public long? Length => null;

    /// <summary>How often the pipeline asked for a picture: after n + 1, it is done with handing on the n-th.</summary>
    public Count Asked { get; } = new();

    public ScriptedSource Show(params TestFrame.Paint[] pictures)
    {
        foreach (var picture in pictures) Add(frame => Fill(frame, picture));
        return this;
    }

    public ScriptedSource Unreadable(int times = 1)
    {
        for (var i = 0; i < times; i++)
            Add(frame =>
            {
                frame.Fault = "picture is torn";
                return ReadOutcome.Unreadable;
            });
        return this;
    }

    public ScriptedSource Break(Exception e)
    {
        Add(_ => throw e);
        return this;
    }

    public ScriptedSource End()
    {
        _script.CompleteAdding();
        return this;
    }

    public ReadOutcome Read(Frame frame, CancellationToken stopping)
    {
        Asked.Add();
        return _script.TryTake(out var step, Timeout.Infinite, stopping) ? step(frame) : ReadOutcome.End;
    }

    public void Dispose() => _script.Dispose();

    private void Add(Func<Frame, ReadOutcome> step) => _script.Add(step);

    private ReadOutcome Fill(Frame frame, TestFrame.Paint picture)
    {
        frame.Resize(Size);
        TestFrame.Fill(frame, picture);
        return ReadOutcome.Picture;
    }
}
