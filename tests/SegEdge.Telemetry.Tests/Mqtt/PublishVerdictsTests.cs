using MQTTnet;

namespace SegEdge.Telemetry.Tests.Mqtt;

public sealed class PublishVerdictsTests
{
    [Theory]
    [InlineData(0x00, "Delivered")]
    [InlineData(0x10, "Unheard")]
    [InlineData(0x80, "Busy")]
    [InlineData(0x91, "Busy")]
    [InlineData(0x97, "Busy")]
    [InlineData(0x83, "Hopeless")]
    [InlineData(0x87, "Hopeless")]
    [InlineData(0x90, "Hopeless")]
    [InlineData(0x95, "Hopeless")]
    [InlineData(0x99, "Hopeless")]
    public void ReasonCodes_AreSortedAsTheDesignSays(int code, string verdict) =>
        Assert.Equal(verdict, PublishVerdicts.Of((MqttClientPublishReasonCode)code).ToString());
}
