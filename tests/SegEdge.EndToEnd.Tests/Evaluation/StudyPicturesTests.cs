using System.Runtime.InteropServices;
using System.Security.Cryptography;
using OpenCvSharp;
using SegEdge.EdgeHost.Evaluation.Explanations;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Evaluation;

public sealed class StudyPicturesTests
{
    [Theory]
    [InlineData(117, 40)]
    [InlineData(28, 40)]
    [InlineData(221, 8)]
    [InlineData(1, 1)]
    public void ALargerStudy_HasTheSmallersPictures_EachOnce_AndNearlyEvenlySpread(int length, int count)
    {
        int[] taken = [.. StudyPictures.Spread(length, count)];

        Assert.Equal(Math.Min(length, count), taken.Length);
        Assert.Equal(taken.Length, taken.Distinct().Count());
        Assert.All(taken, i => Assert.InRange(i, 0, length - 1));
        for (var fewer = 1; fewer < count; fewer++) Assert.Equal(taken.Take(fewer), StudyPictures.Spread(length, fewer));

        int[] bounds = [.. taken.Order(), length];
        var widest = bounds.Zip(bounds.Skip(1), (a, b) => b - a).Max();
        Assert.InRange(widest, 1, (2.0 * length / taken.Length) + 1);
    }

    [Fact]
    public void PicturesOfTheSimulatedCamera_AreOfNewGroundEach() =>
        Assert.Equal(["0", "97"], StudyPictures.Read("simulated:930000", 2, TestContext.Current.CancellationToken).Select(p => p.Name[(p.Name.LastIndexOf('#') + 1)..]));

    [Fact]
    public void ClipsOfTheSimulatedCamera_AreConsecutiveFrames_OverNewGroundEach()
    {
        var clips = Clips("simulated:930000", 2, 3);
        Assert.Equal(["0", "97"], clips.Select(c => c.Name[(c.Name.LastIndexOf('#') + 1)..]));
        Assert.All(clips, c => Assert.Equal(3, c.Hashes.Distinct().Count()));
        Assert.Equal(6, clips.SelectMany(c => c.Hashes).Distinct().Count());
    }

    [Fact]
    public void AVideo_IsCutIntoClips_AndALargerStudyHasTheSmallersClips()
    {
        var video = SharedData.Require("data/carnd-lanelines/solidWhiteRight.mp4");
        var two = Clips(video, 2, 34);
        Assert.Equal(2, two.Count);
        Assert.Empty(two.SelectMany(c => c.Hashes).Except(Clips(video, 5, 34).SelectMany(c => c.Hashes)));
        Assert.Equal(6, Clips(video, 100, 34).Count); // 221 frames
    }

    [Fact]
    public void AFolderOfPictures_IsNoFilm()
    {
        using var folder = new TemporaryFolder();
        using var picture = new Mat(8, 8, MatType.CV_8UC3, Scalar.Red);
        Cv2.ImWrite(folder.File("a.png"), picture);
        Assert.Empty(Clips(folder.Path, 2, 1));
    }

    private static List<(string Name, List<string> Hashes)> Clips(string data, int count, int frames) =>
        [.. StudyPictures.Clips(data, count, frames, TestContext.Current.CancellationToken).Select(c => (c.Name, c.Frames.Select(Hash).ToList()))];

    private static string Hash(Mat picture)
    {
        picture.GetArray(out Vec3b[] pixels);
        return Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(pixels.AsSpan())));
    }
}
