using OpenCvSharp;
using SegEdge.Camera.Simulation;
using SegEdge.Testing;

namespace SegEdge.Camera.Tests;

public sealed class VideoFileContractTests : SourceContract
{
    protected override PictureSize Expected => Samples.Size;

    protected override IFrameSource Open() => new VideoFileSource(Samples.WriteVideo(Folder.File("clip.avi"), Pictures));

    protected override IFrameSource OpenDamaged()
    {
        var path = Samples.WriteVideo(Folder.File("torn.avi"), Pictures);
        using (var file = File.OpenWrite(path))
        {
            file.Position = file.Length * 2 / 3;
            file.Write(new byte[200]);
        }
        return new VideoFileSource(path);
    }

    protected override void AssertShows(int number, Frame frame) => Samples.AssertIsAbout(number, frame);
}

public sealed class ImageFolderContractTests : SourceContract
{
    protected override PictureSize Expected => Samples.Size;

    protected override IFrameSource Open()
    {
        for (var n = 0; n < Pictures; n++) Samples.WritePng(Folder.File($"{n}.png"), n);
        return new ImageFolderSource(Folder.Path);
    }

    protected override PictureSize[] MixedSizes => [Expected, new(16, 8)];

    protected override IFrameSource OpenDamaged()
    {
        using var source = Open();
        File.WriteAllText(Folder.File("2.png"), "no picture");
        return new ImageFolderSource(Folder.Path);
    }

    protected override IFrameSource OpenMixed()
    {
        using var source = Open();
        using var small = TestFrame.Of(16, 8, (_, _) => (1, 2, 3));
        Assert.True(Cv2.ImWrite(Folder.File("3.png"), small.Picture));
        return new ImageFolderSource(Folder.Path);
    }

    protected override void AssertShows(int number, Frame frame) => Samples.AssertIs(number, frame);
}

public sealed class SinglePictureContractTests : SourceContract
{
    protected override PictureSize Expected => Samples.Size;

    protected override int Count => 1;

    protected override IFrameSource Open()
    {
        Samples.WritePng(Folder.File("größe 1.png"), 0);
        return new ImageFolderSource(Folder.File("größe 1.png"));
    }

    protected override void AssertShows(int number, Frame frame) => Samples.AssertIs(number, frame);
}

public sealed class SimulatedFileContractTests : SourceContract
{
    private readonly SimulationOptions _options = new() { Width = 160, Height = 90, Mode = SourceKind.File, FrameCount = Pictures };

    protected override PictureSize Expected => new(160, 90);

    protected override IFrameSource Open() => new SimulatedSource(_options, TimeProvider.System);

    protected override void AssertShows(int number, Frame frame)
    {
        using var scene = new FieldScene(_options);
        Assert.True(frame.Pixels.SequenceEqual(Tests.Picture.Of(scene, number).Bgr), $"picture {number} is another one");
    }
}
