// Written by make.ts from the reference data; the columns are explained in index.ts. Not edited by hand.
export const DIEN_BIEN = `
province|11|tinh|Điện Biên|103.02,21.71|11
district|094|thanh_pho|Điện Biên Phủ|103.05,21.41|11
district|095|thi_xa|Mường Lay|103.13,22.03|11
district|096|huyen|Mường Nhé|102.45,22.23|11
district|097|huyen|Mường Chà|103.12,21.84|11
district|098|huyen|Tủa Chùa|103.37,21.97|11
district|099|huyen|Tuần Giáo|103.40,21.67|11
district|100|huyen|Điện Biên|103.06,21.25|11
district|101|huyen|Điện Biên Đông|103.26,21.24|11
district|102|huyen|Mường Ảng|103.25,21.52|11
district|103|huyen|Nậm Pồ|102.80,21.89|11
commune|03124|phuong|Noong Bua|103.03,21.38|094|03334:m
commune|03127|phuong|Him Lam|103.05,21.43|094|03127:m
commune|03130|phuong|Thanh Bình|103.06,21.42|094|03127:m
commune|03133|phuong|Tân Thanh|103.06,21.40|094|03127:m
commune|03136|phuong|Mường Thanh|103.05,21.39|094|03127:m
commune|03139|phuong|Nam Thanh|103.05,21.36|094|03334:m
commune|03142|phuong|Thanh Trường|103.03,21.40|094|03127:m
commune|03145|xa|Thanh Minh|103.03,21.42|094|03127:m
commune|03148|phuong|Sông Đà|103.17,22.06|095|03151:m
commune|03151|phuong|Na Lay|103.22,22.02|095|03151:m
commune|03154|xa|Sín Thầu|102.29,22.44|096|03158:m
commune|03155|xa|Sen Thượng|102.35,22.35|096|03158:m
commune|03156|xa|Nậm Tin|102.80,22.03|103|03166:m
commune|03157|xa|Chung Chải|102.43,22.28|096|03160:m
commune|03158|xa|Leng Su Sìn|102.24,22.35|096|03158:m
commune|03159|xa|Pá Mỳ|102.59,22.12|096|03162:m
commune|03160|xa|Mường Nhé|102.48,22.19|096|03160:m
commune|03161|xa|Nậm Vì|102.37,22.19|096|03160:m
commune|03162|xa|Nậm Kè|102.59,22.07|096|03162:m
commune|03163|xa|Mường Toong|102.64,22.18|096|03163:m
commune|03164|xa|Quảng Lâm|102.61,22.04|096|03164:m
commune|03165|xa|Pa Tần|102.86,21.97|103|03166:m
commune|03166|xa|Chà Cang|102.80,21.91|103|03166:m
commune|03167|xa|Na Cô Sa|102.61,21.95|103|03164:m
commune|03168|xa|Nà Khoa|102.72,21.88|103|03169:m
commune|03169|xa|Nà Hỳ|102.77,21.84|103|03169:m
commune|03170|xa|Nà Bủng|102.71,21.76|103|03176:m
commune|03171|xa|Nậm Nhừ|102.72,21.79|103|03169:m
commune|03172|thi_tran|Mường Chà|103.07,21.83|097|03172:m
commune|03173|xa|Nậm Chua|102.68,21.84|103|03169:m
commune|03174|xa|Nậm Khăn|102.94,22.03|103|03175:m
commune|03175|xa|Chà Tở|102.94,21.96|103|03175:m
commune|03176|xa|Vàng Đán|102.71,21.69|103|03176:m
commune|03177|xa|Huổi Lếnh=Huổi Lếch|102.64,22.14|096|03163:m
commune|03178|xa|Xá Tổng=Sá Tổng|103.17,21.98|097|03151:m
commune|03181|xa|Mường Tùng|103.08,21.99|097|03181:m
commune|03184|xa|Lay Nưa|103.13,22.02|095|03151:m
commune|03187|xa|Chà Nưa|102.74,21.97|103|03166:m
commune|03190|xa|Hừa Ngài|103.22,21.92|097|03193:m
commune|03191|xa|Huổi Mí|103.21,21.82|097|03194:m
commune|03193|xa|Pa Ham|103.22,21.86|097|03193:m
commune|03194|xa|Nậm Nèn|103.21,21.75|097|03194:m
commune|03196|xa|Huổi Lèng|103.08,21.90|097|03181:m
commune|03197|xa|Sa Lông|103.12,21.77|097|03172:m
commune|03198|xa|Phìn Hồ|102.92,21.85|103|03199:m
commune|03199|xa|Si Pa Phìn|102.92,21.76|103|03199:m
commune|03200|xa|Ma Thì Hồ|103.07,21.72|097|03172:m
commune|03201|xa|Na Sang|103.01,21.77|097|03172:m
commune|03202|xa|Mường Mươn|103.03,21.64|097|03202:m
commune|03203|thi_tran|Điện Biên Đông|103.19,21.32|101|03203:m
commune|03205|xa|Na Son|103.23,21.25|101|03203:m
commune|03208|xa|Phì Nhừ|103.30,21.36|101|03208:m
commune|03211|xa|Chiềng Sơ|103.38,21.28|101|03214:m
commune|03214|xa|Mường Luân|103.42,21.23|101|03214:m
commune|03217|thi_tran|Tủa Chùa|103.36,21.85|098|03217:m
commune|03220|xa|Huổi Só|103.43,22.04|098|03220:m
commune|03223|xa|Xín Chải=Sín Chải|103.33,22.10|098|03226:m
commune|03226|xa|Tả Sìn Thàng|103.36,22.04|098|03226:m
commune|03229|xa|Lao Xả Phình|103.30,22.04|098|03226:m
commune|03232|xa|Tả Phìn|103.34,21.98|098|03241:m
commune|03235|xa|Tủa Thàng|103.43,21.96|098|03220:m
commune|03238|xa|Trung Thu|103.37,21.92|098|03241:m
commune|03241|xa|Sính Phình|103.31,21.92|098|03241:m
commune|03244|xa|Sáng Nhè=Xá Nhè|103.46,21.88|098|03244:m
commune|03247|xa|Mường Đun|103.50,21.83|098|03244:m
commune|03250|xa|Mường Báng|103.39,21.81|098|03217:m
commune|03253|thi_tran|Tuần Giáo|103.43,21.66|099|03253:m
commune|03256|thi_tran|Mường Ảng|103.21,21.52|102|03256:m
commune|03259|xa|Phình Sáng|103.43,21.83|099|03244:m
commune|03260|xa|Rạng Đông|103.49,21.76|099|03260:m
commune|03262|xa|Mùn Chung|103.30,21.77|099|03268:m
commune|03263|xa|Nà Tòng|103.34,21.81|099|03217:m
commune|03265|xa|Ta Ma|103.53,21.70|099|03260:m
commune|03268|xa|Mường Mùn|103.33,21.70|099|03268:m
commune|03269|xa|Pú Xi|103.26,21.70|099|03268:m
commune|03271|xa|Pú Nhung|103.46,21.70|099|03260:m
commune|03274|xa|Quài Nưa|103.46,21.62|099|03253:m
commune|03277|xa|Mường Thín|103.31,21.66|099|03283:m
commune|03280|xa|Tỏa Tình|103.47,21.59|099|03295:m
commune|03283|xa|Nà Sáy|103.35,21.63|099|03283:m
commune|03284|xa|Mường Khong|103.31,21.59|099|03283:m
commune|03286|xa|Mường Đăng|103.15,21.61|102|03316:m
commune|03287|xa|Ngối Cáy|103.19,21.55|102|03316:m
commune|03289|xa|Quài Cang|103.41,21.62|099|03253:m
commune|03292|xa|Ẳng Tở|103.31,21.57|102|03301:m
commune|03295|xa|Quài Tở|103.50,21.53|099|03295:m
commune|03298|xa|Chiềng Sinh|103.27,21.63|099|03283:m
commune|03299|xa|Chiềng Đông|103.34,21.52|099|03301:m
commune|03301|xa|Búng Lao|103.28,21.52|102|03301:m
commune|03302|xa|Xuân Lao|103.31,21.49|102|03313:m
commune|03304|xa|Tênh Phông|103.43,21.53|099|03295:m
commune|03307|xa|Ẳng Nưa|103.24,21.48|102|03256:m
commune|03310|xa|Ẳng Cang|103.19,21.48|102|03256:m
commune|03312|xa|Nặm Lịch|103.34,21.44|102|03313:m
commune|03313|xa|Mường Lạn|103.29,21.44|102|03313:m
commune|03316|xa|Nà Tấu|103.12,21.55|094|03316:m
commune|03317|xa|Nà Nhạn|103.10,21.50|094|03325:m
commune|03319|xa|Mường Pồn|103.03,21.55|100|03202:m
commune|03322|xa|Thanh Nưa|102.96,21.47|100|03328:m
commune|03323|xa|Hua Thanh|103.00,21.44|100|03328:m
commune|03325|xa|Mường Phăng|103.14,21.45|094|03325:m
commune|03326|xa|Pá Khoang|103.07,21.45|094|03325:m
commune|03328|xa|Thanh Luông|102.98,21.40|100|03328:m
commune|03331|xa|Thanh Hưng|102.94,21.40|100|03328:m
commune|03334|xa|Thanh Xương|103.02,21.36|100|03334:m
commune|03337|xa|Thanh Chăn|102.93,21.44|100|03328:m
commune|03340|xa|Pa Thơm|102.92,21.34|100|03349:m
commune|03343|xa|Thanh An|103.04,21.33|100|03352:m
commune|03346|xa|Thanh Yên|102.95,21.29|100|03349:m
commune|03349|xa|Noong Luống|102.89,21.29|100|03349:m
commune|03352|xa|Noọng Hẹt=Noong Hẹt|103.06,21.30|100|03352:m
commune|03355|xa|Sam Mứn|103.03,21.30|100|03352:m
commune|03356|xa|Pom Lót|102.95,21.25|100|03356:m
commune|03358|xa|Núa Ngam|103.04,21.22|100|03358:m
commune|03359|xa|Hẹ Muông|103.08,21.15|100|03358:m
commune|03361|xa|Na Ư|102.95,21.18|100|03356:m
commune|03364|xa|Mường Nhà|103.16,21.03|100|03368:m
commune|03365|xa|Na Tông|103.00,21.15|100|03358:m
commune|03367|xa|Mường Lói|103.22,20.98|100|03368:m
commune|03368|xa|Phu Luông|103.11,20.98|100|03368:m
commune|03370|xa|Pú Nhi=Pu Nhi|103.14,21.39|101|03370:m
commune|03371|xa|Nong U|103.14,21.31|101|03370:m
commune|03373|xa|Xa Dung|103.30,21.28|101|03208:m
commune|03376|xa|Keo Lôm|103.15,21.25|101|03203:m
commune|03379|xa|Luân Giới=Luân Giói|103.35,21.23|101|03214:m
commune|03382|xa|Phình Giàng|103.22,21.16|101|03382:m
commune|03383|xa|Pú Hồng|103.22,21.08|101|03382:m
commune|03384|xa|Tìa Dình|103.34,21.18|101|03385:m
commune|03385|xa|Háng Lìa|103.34,21.10|101|03385:m
new-province|11|tinh|Điện Biên|103.02,21.71|
new-commune|03127|phuong|Điện Biên Phủ|103.05,21.41|11|1661/NQ-UBTVQH15|44
new-commune|03151|phuong|Mường Lay|103.17,22.02|11|1661/NQ-UBTVQH15|43
new-commune|03158|xa|Sín Thầu|102.29,22.38|11|1661/NQ-UBTVQH15|2
new-commune|03160|xa|Mường Nhé|102.43,22.22|11|1661/NQ-UBTVQH15|1
new-commune|03162|xa|Nậm Kè|102.59,22.08|11|1661/NQ-UBTVQH15|4
new-commune|03163|xa|Mường Toong|102.64,22.18|11|1661/NQ-UBTVQH15|3
new-commune|03164|xa|Quảng Lâm|102.61,22.00|11|1661/NQ-UBTVQH15|5
new-commune|03166|xa|Mường Chà|102.80,21.97|11|1661/NQ-UBTVQH15|7
new-commune|03169|xa|Nà Hỳ|102.72,21.84|11|1661/NQ-UBTVQH15|6
new-commune|03172|xa|Na Sang|103.07,21.77|11|1661/NQ-UBTVQH15|11
new-commune|03175|xa|Chà Tở|102.94,21.99|11|1661/NQ-UBTVQH15|9
new-commune|03176|xa|Nà Bủng|102.71,21.72|11|1661/NQ-UBTVQH15|8
new-commune|03181|xa|Mường Tùng|103.08,21.95|11|1661/NQ-UBTVQH15|12
new-commune|03193|xa|Pa Ham|103.22,21.89|11|1661/NQ-UBTVQH15|13
new-commune|03194|xa|Nậm Nèn|103.21,21.79|11|1661/NQ-UBTVQH15|14
new-commune|03199|xa|Si Pa Phìn|102.92,21.81|11|1661/NQ-UBTVQH15|10
new-commune|03202|xa|Mường Pồn|103.03,21.59|11|1661/NQ-UBTVQH15|15
new-commune|03203|xa|Na Son|103.19,21.27|11|1661/NQ-UBTVQH15|37
new-commune|03208|xa|Xa Dung|103.30,21.32|11|1661/NQ-UBTVQH15|38
new-commune|03214|xa|Mường Luân|103.38,21.25|11|1661/NQ-UBTVQH15|40
new-commune|03217|xa|Tủa Chùa|103.36,21.82|11|1661/NQ-UBTVQH15|16
new-commune|03220|xa|Tủa Thàng|103.43,22.00|11|1661/NQ-UBTVQH15|19
new-commune|03226|xa|Sín Chải|103.33,22.06|11|1661/NQ-UBTVQH15|17
new-commune|03241|xa|Sính Phình|103.34,21.94|11|1661/NQ-UBTVQH15|18
new-commune|03244|xa|Sáng Nhè|103.46,21.85|11|1661/NQ-UBTVQH15|20
new-commune|03253|xa|Tuần Giáo|103.43,21.63|11|1661/NQ-UBTVQH15|21
new-commune|03256|xa|Mường Ảng|103.21,21.49|11|1661/NQ-UBTVQH15|26
new-commune|03260|xa|Pú Nhung|103.49,21.72|11|1661/NQ-UBTVQH15|24
new-commune|03268|xa|Mường Mùn|103.30,21.72|11|1661/NQ-UBTVQH15|23
new-commune|03283|xa|Chiềng Sinh|103.31,21.63|11|1661/NQ-UBTVQH15|25
new-commune|03295|xa|Quài Tở|103.47,21.55|11|1661/NQ-UBTVQH15|22
new-commune|03301|xa|Búng Lao|103.31,21.54|11|1661/NQ-UBTVQH15|28
new-commune|03313|xa|Mường Lạn|103.31,21.45|11|1661/NQ-UBTVQH15|29
new-commune|03316|xa|Nà Tấu|103.15,21.57|11|1661/NQ-UBTVQH15|27
new-commune|03325|xa|Mường Phăng|103.10,21.47|11|1661/NQ-UBTVQH15|30
new-commune|03328|xa|Thanh Nưa|102.96,21.43|11|1661/NQ-UBTVQH15|31
new-commune|03334|phuong|Mường Thanh|103.03,21.36|11|1661/NQ-UBTVQH15|45
new-commune|03349|xa|Thanh Yên|102.92,21.31|11|1661/NQ-UBTVQH15|33
new-commune|03352|xa|Thanh An|103.04,21.31|11|1661/NQ-UBTVQH15|32
new-commune|03356|xa|Sam Mứn|102.95,21.22|11|1661/NQ-UBTVQH15|34
new-commune|03358|xa|Núa Ngam|103.04,21.17|11|1661/NQ-UBTVQH15|35
new-commune|03368|xa|Mường Nhà|103.16,21.01|11|1661/NQ-UBTVQH15|36
new-commune|03370|xa|Pu Nhi|103.14,21.35|11|1661/NQ-UBTVQH15|39
new-commune|03382|xa|Phình Giàng|103.22,21.12|11|1661/NQ-UBTVQH15|42
new-commune|03385|xa|Tìa Dình|103.34,21.14|11|1661/NQ-UBTVQH15|41
`;
