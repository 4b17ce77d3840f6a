namespace SegEdge.Explain.Tests;

public sealed class ReferenceTests
{
    private static readonly PixelRect Content = new(0, 8, 40, 24);

    public static TheoryData<IReference> All => new(ReferenceSet.Standard([0.5f, 0.6f], seed: 3));

    [Theory]
    [MemberData(nameof(All), DisableDiscoveryEnumeration = true)]
    public void Padding_StaysAsItIs_AndTheContentChanges(IReference reference)
    {
        var (shape, picture) = Picture(channelsLast: false);
        var filled = Fill(reference, shape, picture);
        for (var i = 0; i < filled.Length; i++)
            if (!Content.Contains(i % 40, i / 40 % 40)) Assert.Equal(picture[i], filled[i]);
        Assert.NotEqual(picture, filled);
    }

    [Theory]
    [MemberData(nameof(All), DisableDiscoveryEnumeration = true)]
    public void BothLayouts_GiveTheSameReference(IReference reference)
    {
        var (planar, picture) = Picture(channelsLast: false);
        var (interleaved, same) = Picture(channelsLast: true);
        var (first, last) = (Fill(reference, planar, picture), Fill(reference, interleaved, same));
        for (var i = 0; i < first.Length; i++) Assert.Equal(first[i], last[(i % 1600 * 2) + (i / 1600)]);
    }

    [Fact]
    public void FrameMean_IsTheMeanOfTheContentAlone()
    {
        var shape = new PictureTensor(1, 3, 2, false);
        float[] filled = [9, 9, 1, 2, 9, 9];
        new FrameMeanReference().Fill((float[])[9, 9, 1, 2, 9, 9], shape, new PixelRect(0, 1, 2, 1), filled);
        Assert.Equal([9, 9, 1.5f, 1.5f, 9, 9], filled);
    }

    [Fact]
    public void Blur_DoesNotDrawThePaddingIn()
    {
        var shape = new PictureTensor(1, 40, 40, false);
        var picture = new float[1600];
        picture.AsSpan().Fill(100); // padding
        for (var y = Content.Y; y < Content.Bottom; y++) picture.AsSpan(y * 40, 40).Fill(1);
        var filled = Fill(new BlurReference(), shape, picture);
        for (var y = Content.Y; y < Content.Bottom; y++)
            for (var x = 0; x < 40; x++) Assert.Equal(1, filled[(y * 40) + x], 1e-5f);
    }

    [Fact]
    public void Noise_HasTheChannelsMeanAndDeviation_AndFollowsItsSeed()
    {
        var shape = new PictureTensor(1, 100, 100, false);
        var (content, random) = (new PixelRect(0, 0, 100, 100), new Random(1));
        var picture = new float[10000];
        foreach (ref var value in picture.AsSpan()) value = (float)(3 + random.NextDouble());
        float[] first = new float[10000], again = new float[10000], other = new float[10000];
        new NoiseReference(5).Fill(picture, shape, content, first);
        new NoiseReference(5).Fill(picture, shape, content, again);
        new NoiseReference(6).Fill(picture, shape, content, other);
        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
        Assert.Equal(3.5, first.Average(), 0.02);
        Assert.Equal(Math.Sqrt(1 / 12.0), Math.Sqrt(first.Average(v => (v - 3.5) * (v - 3.5))), 0.02);
    }

    private static float[] Fill(IReference reference, PictureTensor shape, float[] picture)
    {
        var filled = (float[])picture.Clone();
        reference.Fill(picture, shape, Content, filled);
        return filled;
    }

    private static (PictureTensor Shape, float[] Picture) Picture(bool channelsLast)
    {
        var (picture, random) = (new float[3200], new Random(7));
        for (var i = 0; i < 3200; i++)
            picture[channelsLast ? (i % 1600 * 2) + (i / 1600) : i] = (float)random.NextDouble();
        return (new PictureTensor(2, 40, 40, channelsLast), picture);
    }
}
